package io.drawbridge.bench.overload;

/** What became of a message, as its client sees it. */
enum Outcome {
  /** Acknowledged in time. */
  GOOD,
  /** Acknowledged, but too late. */
  SLOW,
  /** Never sent: its time was over before the message before it was answered. */
  LATE,
  /** The gateway said no. */
  REFUSED
}
