package io.drawbridge.gateway.policy;

import org.jspecify.annotations.Nullable;

/**
 * What messages are judged by now; another object after every change. Immutable but for buckets.
 *
 * @param trial what would be judged by with the document on trial; null = none
 */
record Judging(Throttles throttles, Measures measures, @Nullable Trial trial) {
  static final Judging NOTHING = new Judging(Throttles.NONE, Measures.NONE, null);

  /**
   * A document on trial among the others.
   *
   * @param number which trial it is; another one begins to count anew
   */
  record Trial(long number, Throttles throttles, Measures measures) {}
}
