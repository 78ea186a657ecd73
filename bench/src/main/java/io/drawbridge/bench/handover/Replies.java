package io.drawbridge.bench.handover;

/**
 * Which of a client's messages the business has replied to: each once, and in order. Not
 * thread-safe.
 */
final class Replies {
  private long last; // whatever is missing before it
  private long missing;
  private long doubled;

  /**
   * The business has answered this one.
   *
   * @param sent the newest message that may have been answered
   */
  void add(long seq, long sent) {
    if (seq <= last || seq > sent) {
      doubled++;
    } else {
      missing += seq - last - 1;
      last = seq;
    }
  }

  /** One that was for somebody else. */
  void addStray() {
    doubled++;
  }

  /** The newest message that was answered. */
  long last() {
    return last;
  }

  /** Of those acknowledged up to this one, not replied to; or passed over by a later reply. */
  long lost(long acknowledged) {
    return missing + Math.max(0, acknowledged - last);
  }

  /** Those that came again, after a later one, or for nothing. */
  long doubled() {
    return doubled;
  }
}
