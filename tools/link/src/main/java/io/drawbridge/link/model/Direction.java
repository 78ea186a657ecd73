package io.drawbridge.link.model;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * One direction of the link: decides over packets in the order in which they enter. Threads: one.
 *
 * <pre>
 *   enters -> lots: lost? -> waits for the rate -> delay ± jitter, or none if reordered -> arrives
 * </pre>
 */
public final class Direction {
  /** A packet that would wait longer for the rate is dropped, as by a router's full buffer. */
  public static final Duration MAX_BACKLOG = Duration.ofSeconds(1);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final RandomGenerator random;
  private boolean anyBefore;
  private long freeAtNanos;
  private long lastArrivalNanos;

  public Direction(RandomGenerator random) {
    this.random = random;
  }

  /** Decides over a packet of {@code bytes} that enters now. */
  public Fate enter(int bytes, Conditions conditions, long nowNanos) {
    if (conditions.down()) {
      return new Fate.Dropped(Fate.Cause.CUT);
    }
    if (happens(conditions.loss())) {
      return new Fate.Dropped(Fate.Cause.LOST);
    }
    if (!anyBefore) {
      anyBefore = true;
      freeAtNanos = nowNanos;
      lastArrivalNanos = nowNanos;
    }
    if (conditions.bitsPerSecond() > 0 && !sent(bytes, conditions.bitsPerSecond(), nowNanos)) {
      return new Fate.Dropped(Fate.Cause.OVER_RATE);
    }
    long sentNanos = conditions.bitsPerSecond() > 0 ? freeAtNanos : nowNanos;
    int copies = happens(conditions.duplicate()) ? 2 : 1;
    return new Fate.Arrives(arrivalNanos(sentNanos, conditions), copies);
  }

  /** Takes the line for one packet, unless too much waits for it already. */
  private boolean sent(int bytes, long bitsPerSecond, long nowNanos) {
    long waitNanos = Math.max(0, freeAtNanos - nowNanos);
    long onTheLineNanos = 8L * bytes * NANOS_PER_SECOND / bitsPerSecond;
    // An idle line takes a packet of any size.
    if (waitNanos > 0 && waitNanos + onTheLineNanos > MAX_BACKLOG.toNanos()) {
      return false;
    }
    freeAtNanos = nowNanos + waitNanos + onTheLineNanos;
    return true;
  }

  private long arrivalNanos(long sentNanos, Conditions conditions) {
    if (happens(conditions.reorder())) {
      return sentNanos;
    }
    long jitter = conditions.jitter().toNanos();
    long offset = jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1);
    long atNanos = sentNanos + conditions.delay().toNanos() + offset;
    if (atNanos - lastArrivalNanos < 0) {
      atNanos = lastArrivalNanos; // jitter alone reorders nothing
    }
    lastArrivalNanos = atNanos;
    return atNanos;
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }
}
