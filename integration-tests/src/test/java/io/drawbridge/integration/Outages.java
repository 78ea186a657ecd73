package io.drawbridge.integration;

import java.time.Duration;

/** How long the control side's faults last: seconds in each run, as in life by `--long faults`. */
final class Outages {
  /** System property. */
  private static final boolean LONG = "faults".equals(System.getProperty("drawbridge.long"));

  /** The leader stands still; longer than its lease of 3 s. */
  static final Duration LEADER_STOPPED = LONG ? Duration.ofSeconds(30) : Duration.ofSeconds(8);

  /** etcd has no quorum; longer than every lease. */
  static final Duration NO_QUORUM = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(12);

  /** One member of etcd is gone; longer than every lease. */
  static final Duration NO_ETCD_LEADER = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(8);

  /** A gateway stands still; longer than its lease of 5 s. */
  static final Duration GATEWAY_STOPPED = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(10);

  private Outages() {}
}
