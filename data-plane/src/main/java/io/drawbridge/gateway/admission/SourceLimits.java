package io.drawbridge.gateway.admission;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Open connections and arrivals of each source: an IPv4 address, or a /64 of IPv6, which is what
 * one customer of a network has. A table of fixed size, in which a source has its place while it
 * has connections open or until its arrivals are forgotten, a second later at most:
 *
 * <pre>  source -> one set of 16 places -> (source, connections open, time until all is forgotten)
 * </pre>
 *
 * <p>A source that finds all 16 places of its set taken is let in uncounted: refusing it would let
 * whoever has many addresses shut everybody else out. The gateway's own bounds hold all the same,
 * and by {@link #forConnections} the table has four times as many places as those let in.
 *
 * <p>Threads: any. One lock, held for some 50 ns when a connection comes and when it goes.
 */
public final class SourceLimits {
  /** With a quarter of all in use, one set in a million has no free place. */
  static final int PLACES_OF_A_SET = 16;

  private static final int PLACES_PER_CONNECTION = 4;
  private static final int MOST_PLACES = 1 << 22;
  private static final int IPV4_BYTES = 4;
  private static final long FREE = 0;

  /** Marks IPv4 by a prefix of IPv6 that is nobody's. */
  private static final long IPV4 = 1L << 32;

  private final SourceRules rules;
  private final LongSupplier nanoClock;
  private final long intervalNanos;
  private final long burstNanos;
  private final long seed;
  private final int setMask;
  private final LongAdder crowded = new LongAdder();

  // Guarded by this:
  private final long[] sources;
  private final int[] open;
  private final long[] forgottenNanos;

  /**
   * An empty table.
   *
   * @param sets a power of two
   * @param random makes it unknown from outside which sources share a set
   */
  SourceLimits(SourceRules rules, int sets, RandomGenerator random, LongSupplier nanoClock) {
    this.rules = rules;
    this.nanoClock = nanoClock;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / rules.arrivalsPerSecond();
    this.burstNanos = intervalNanos * rules.arrivalsPerSecond();
    this.seed = random.nextLong();
    this.setMask = sets - 1;
    this.sources = new long[sets * PLACES_OF_A_SET];
    this.open = new int[sources.length];
    this.forgottenNanos = new long[sources.length];
  }

  /** Room for the sources of a gateway that has {@code connections} at most: 80 bytes for each. */
  public static SourceLimits forConnections(
      SourceRules rules, int connections, RandomGenerator random, LongSupplier nanoClock) {
    long places = Math.min(MOST_PLACES, (long) connections * PLACES_PER_CONNECTION);
    int sets = Integer.highestOneBit(Math.max(1, (int) places / PLACES_OF_A_SET) * 2 - 1);
    return new SourceLimits(rules, sets, random, nanoClock);
  }

  /** Asks for one connection; if {@link SourceAnswer#COUNTED}, {@link #left} must follow. */
  public SourceAnswer arrived(InetAddress address) {
    if (rules.exempts(address)) {
      return SourceAnswer.EXEMPT;
    }
    long source = sourceOf(address);
    long now = nanoClock.getAsLong();
    synchronized (this) {
      int place = find(source);
      if (place < 0) {
        place = claim(source, now);
      }
      if (place >= 0) {
        return arrived(place, now);
      }
    }
    crowded.increment();
    return SourceAnswer.CROWDED;
  }

  private SourceAnswer arrived(int place, long now) {
    if (open[place] >= rules.connections()) {
      return SourceAnswer.TOO_MANY;
    }
    long untilForgotten = Math.max(0, forgottenNanos[place] - now) + intervalNanos;
    if (untilForgotten > burstNanos) {
      return SourceAnswer.TOO_FAST;
    }
    forgottenNanos[place] = now + untilForgotten;
    open[place]++;
    return SourceAnswer.COUNTED;
  }

  /**
   * Counts a connection that the gateway had before this process had it; true if {@link #left} must
   * follow.
   */
  public boolean adopted(InetAddress address) {
    if (rules.exempts(address)) {
      return false;
    }
    long source = sourceOf(address);
    synchronized (this) {
      int place = find(source);
      if (place < 0) {
        place = claim(source, nanoClock.getAsLong());
      }
      if (place >= 0) {
        open[place]++;
        return true;
      }
    }
    crowded.increment();
    return false;
  }

  /** A connection that was counted has ended. */
  public synchronized void left(InetAddress address) {
    int place = find(sourceOf(address));
    if (place < 0 || open[place] == 0) {
      throw new IllegalStateException(
          address.getHostAddress() + " left (expected: one whose arrival was counted)");
    }
    open[place]--;
  }

  /** Arrivals that were let in uncounted for want of a place. */
  public long crowded() {
    return crowded.sum();
  }

  private int find(long source) {
    int first = firstPlace(source);
    for (int place = first; place < first + PLACES_OF_A_SET; place++) {
      if (sources[place] == source) {
        return place;
      }
    }
    return -1;
  }

  private int claim(long source, long now) {
    int first = firstPlace(source);
    for (int place = first; place < first + PLACES_OF_A_SET; place++) {
      boolean unused = open[place] == 0 && forgottenNanos[place] - now <= 0;
      if (sources[place] == FREE || unused) {
        sources[place] = source;
        forgottenNanos[place] = now;
        return place;
      }
    }
    return -1;
  }

  private int firstPlace(long source) {
    long mixed = (source ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 32)) * (seed | 1);
    return ((int) (mixed >>> 32) & setMask) * PLACES_OF_A_SET;
  }

  private static long sourceOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    long first = 0;
    for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
      first = (first << Byte.SIZE) | (bytes[i] & 0xff);
    }
    if (bytes.length == IPV4_BYTES) {
      return IPV4 | first;
    }
    return first == FREE ? IPV4 - 1 : first; // ::1
  }
}
