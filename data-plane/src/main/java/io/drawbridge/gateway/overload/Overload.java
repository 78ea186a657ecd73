package io.drawbridge.gateway.overload;

import io.drawbridge.proto.handover.v1.HandedLevel;
import io.drawbridge.proto.handover.v1.HandedLoad;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

/**
 * What a gateway admits of the messages it is offered: a level for itself and one for each
 * business, set anew each window from what all loops have counted in it.
 *
 * <p>Threads: one task each window; {@link #newLoop} and what is read for people from any.
 */
public final class Overload {
  /** Whose level it is, where it is no business's. */
  public static final String ITSELF = "gateway";

  /** Short enough to notice within a second, long enough for a mean. */
  public static final Duration WINDOW = Duration.ofMillis(250);

  /** Businesses with a level of their own; further ones are only judged by the gateway's. */
  static final int MAX_BUSINESSES = 1_024;

  /** How long clients are told what is admitted after it was everything again: a heartbeat's. */
  static final Duration NEWS_FOR = Duration.ofMinutes(5);

  /**
   * Businesses are joined when their first message comes. What is known of one from another process
   * counts no longer than it takes a level to rise from the least to all.
   */
  static final Duration HANDED_COUNTS_FOR = WINDOW.multipliedBy(32);

  private final OverloadSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Gate own = new Gate(ITSELF);
  private final GatewayControl ownControl;
  private final WindowReader ownWindows;
  private final List<LoopOverload> loops = new CopyOnWriteArrayList<>();
  private final Map<Object, Business> businesses = new ConcurrentHashMap<>();

  /** Held while services come and go, which is when targets change, and while it is counted. */
  private final Object joining = new Object();

  /** Held while a window ends, and while levels are handed over. */
  private final Object judging = new Object();

  /**
   * By target, what another process knew of businesses that have not joined; only while joining.
   */
  private final Map<String, HandedLevel> handed = new HashMap<>();

  /** By tier, of businesses that were forgotten; only while joining. */
  private final long[] refusedBefore = new long[Priority.TIERS];

  private volatile long salt;
  private volatile boolean hasNews;
  private long newsUntilNanos; // only while judging
  private long handedUntilNanos; // only while joining

  public Overload(OverloadSettings settings, InstantSource clock, LongSupplier nanoClock) {
    this.settings = settings;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.ownControl = new GatewayControl(settings.target());
    this.ownWindows = new WindowReader(own, nanoClock.getAsLong());
    this.salt = Priority.salt(clock.millis());
  }

  /** One that admits everything and counts nothing. */
  public static Overload off(LongSupplier nanoClock) {
    return new Overload(
        new OverloadSettings(Mode.OFF, Duration.ofMillis(1)), InstantSource.system(), nanoClock);
  }

  /** Judges each window from now on, until {@code timer} ends. */
  public void start(ScheduledExecutorService timer) {
    if (settings.mode() != Mode.OFF) {
      long nanos = WINDOW.toNanos();
      var _ = timer.scheduleAtFixedRate(this::endWindow, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** One for each event loop. */
  public LoopOverload newLoop() {
    synchronized (joining) {
      int index = loops.size();
      LoopOverload loop = new LoopOverload(this, index, own.ofLoop(index, settings.mode()));
      loops.add(loop);
      return loop;
    }
  }

  /** Ends a window and sets the levels of the next one. */
  void endWindow() {
    synchronized (judging) {
      endWindow(nanoClock.getAsLong());
    }
  }

  private void endWindow(long now) {
    salt = Priority.salt(clock.millis());
    own.admit(ownControl.next(ownWindows.next(now), meanLagNanos()), Gate.UNBOUNDED);
    boolean admitsAll = own.level() == Priority.ALL;
    for (Business business : businesses.values()) {
      admitsAll &= business.endWindow(now, loops.size()) == Priority.ALL;
    }
    if (!admitsAll) {
      newsUntilNanos = now + NEWS_FOR.toNanos();
    }
    hasNews = settings.mode() == Mode.ENFORCE && newsUntilNanos - now > 0;
  }

  /** What another process of this gateway needs to refuse what this one does. */
  public HandedLoad.Builder handed() {
    synchronized (judging) {
      long newsNanos = hasNews ? newsUntilNanos - nanoClock.getAsLong() : 0;
      HandedLoad.Builder load =
          HandedLoad.newBuilder()
              .setOwn(HandedLevel.newBuilder().setLevel(ownControl.level()))
              .setNewsMillis(Math.max(0, TimeUnit.NANOSECONDS.toMillis(newsNanos)));
      businesses
          .values()
          .forEach(
              each -> load.addBusinesses(each.control.handed().setOf(each.gate.of().toString())));
      return load;
    }
  }

  /** Goes on where another process of this gateway stopped, from this window on. */
  public void goOnAs(HandedLoad load) {
    if (settings.mode() == Mode.OFF) {
      return;
    }
    synchronized (judging) {
      ownControl.goOnAs(load.getOwn());
      own.admit(ownControl.level(), Gate.UNBOUNDED);
      newsUntilNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(newsMillis(load));
      hasNews = settings.mode() == Mode.ENFORCE && newsMillis(load) > 0;
      synchronized (joining) {
        load.getBusinessesList().stream()
            .limit(MAX_BUSINESSES)
            .forEach(each -> handed.put(each.getOf(), each));
        handedUntilNanos = nanoClock.getAsLong() + HANDED_COUNTS_FOR.toNanos();
        businesses.values().forEach(this::goOnAsHanded);
      }
    }
  }

  private static long newsMillis(HandedLoad load) {
    return Math.min(load.getNewsMillis(), NEWS_FOR.toMillis());
  }

  private void goOnAsHanded(Business business) {
    HandedLevel known = handed.remove(business.gate.of().toString());
    if (known != null && handedUntilNanos - nanoClock.getAsLong() > 0) {
      business.goOnAs(known, loops.size());
    }
  }

  /**
   * The gate of a business on one loop, for one more service of it.
   *
   * @param extra how much longer than usual its answers may take; who is first decides
   * @return one that admits everything beyond {@link #MAX_BUSINESSES}
   */
  LoopGate join(int loop, Object business, Duration extra) {
    synchronized (joining) {
      Business known = businesses.get(business);
      if (known == null && businesses.size() >= MAX_BUSINESSES) {
        return new LoopGate(new Gate(business), loop, Mode.OFF);
      }
      if (known == null) {
        known = new Business(business, extra, nanoClock.getAsLong());
        goOnAsHanded(known);
        businesses.put(business, known);
      }
      known.services++;
      return known.gate.ofLoop(loop, settings.mode());
    }
  }

  /** One service less; a business without any is forgotten. */
  void leave(LoopGate gate) {
    synchronized (joining) {
      Business known = businesses.get(gate.gate().of());
      if (known == null || known.gate != gate.gate()) {
        return; // one that is not judged
      }
      known.services--;
      if (known.services == 0) {
        businesses.remove(known.gate.of());
        for (int tier = 0; tier < Priority.TIERS; tier++) {
          refusedBefore[tier] += refused(known.gate, tier);
        }
      }
    }
  }

  long salt() {
    return salt;
  }

  /** True while clients should be told what is admitted. */
  boolean hasNews() {
    return hasNews;
  }

  /** The least important priority that the gateway itself admits. */
  public int ownLevel() {
    return own.level();
  }

  /** Reads the least important priority that the gateway itself admits, and each business. */
  public void forEachLevel(ObjIntConsumer<String> reader) {
    reader.accept(own.of().toString(), own.level());
    businesses
        .values()
        .forEach(each -> reader.accept(each.gate.of().toString(), each.gate.level()));
  }

  /** Messages of a tier refused, or that would have been, since the start. */
  public long refused(int tier) {
    synchronized (joining) {
      long refused = refusedBefore[tier] + refused(own, tier);
      for (Business business : businesses.values()) {
        refused += refused(business.gate, tier);
      }
      return refused;
    }
  }

  private static long refused(Gate gate, int tier) {
    return gate.loops().stream().mapToLong(loop -> loop.refused().get(tier)).sum();
  }

  private double meanLagNanos() {
    long samples = 0;
    long nanos = 0;
    for (LoopOverload loop : loops) {
      samples += loop.lagSamples();
      nanos += loop.lagNanos();
    }
    return samples <= 0 ? 0 : (double) nanos / samples;
  }

  /** One business: who answers at the same addresses is overloaded together. */
  private static final class Business {
    private final Gate gate;
    private final BusinessControl control;
    private final WindowReader windows;
    private int services; // on all loops; changed while joining

    Business(Object key, Duration extra, long nowNanos) {
      gate = new Gate(key);
      control = new BusinessControl(extra.toNanos());
      windows = new WindowReader(gate, nowNanos);
    }

    void goOnAs(HandedLevel handed, int loops) {
      control.goOnAs(handed);
      gate.admit(control.level(), control.roomPerLoop(loops));
    }

    int endWindow(long nowNanos, int loops) {
      control.next(windows.next(nowNanos));
      gate.admit(control.level(), control.roomPerLoop(loops));
      return gate.level();
    }
  }
}
