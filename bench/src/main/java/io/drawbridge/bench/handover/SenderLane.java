package io.drawbridge.bench.handover;

/**
 * What one client has sent, what of it is acknowledged, and what was replied to. Numbers are the
 * lane's: from 1, none left out. Not thread-safe.
 *
 * <pre>
 *   acked  <=  written  <=  numbered          replied: the last reply, whatever is missing before it
 * </pre>
 */
final class SenderLane {
  /** The gateway's window of a lane; what is due beyond it is not sent. */
  static final int WINDOW = 128;

  private final long[] dueNanos = new long[WINDOW]; // of what is not acknowledged, by number
  private long numbered;
  private long written;
  private long everWritten;
  private long acked;
  private final Replies replies = new Replies();
  private boolean stopped;

  /** Is told when each message is acknowledged. */
  interface Acknowledged {
    void acknowledged(long dueNanos);
  }

  /** Gives the next message its number; false if there is no room for it. */
  boolean due(long nanos) {
    if (numbered - acked == WINDOW) {
      return false;
    }
    numbered++;
    dueNanos[place(numbered)] = nanos;
    return true;
  }

  /** The next number to write, as it has to be written now; 0: none. */
  long next() {
    if (stopped || written == numbered) {
      return 0;
    }
    written++;
    everWritten = Math.max(everWritten, written);
    return written;
  }

  /** Whether the number that {@link #next} gives next has been written before. */
  boolean nextWasWritten() {
    return written < everWritten;
  }

  /** All up to this one are with the business. */
  void acknowledged(long seq, Acknowledged each) {
    while (acked < Math.min(seq, everWritten)) {
      acked++;
      each.acknowledged(dueNanos[place(acked)]);
    }
    written = Math.max(written, acked);
  }

  /** This one was not taken, nor anything behind it: nothing is written until {@link #resume}. */
  void refused(long seq, Acknowledged each) {
    acknowledged(seq - 1, each);
    written = Math.max(acked, Math.min(written, seq - 1));
    stopped = true;
  }

  /** Goes on with what was refused. */
  void resume() {
    stopped = false;
  }

  /** The business has answered this one. */
  void replied(long seq) {
    replies.add(seq, numbered);
  }

  /** Everything is acknowledged and replied to. */
  boolean isAtRest() {
    return acked == numbered && replies.last() == numbered;
  }

  long sent() {
    return numbered;
  }

  long acknowledged() {
    return acked;
  }

  /** Acknowledged, and never replied to; or passed over by a later reply. */
  long repliesLost() {
    return replies.lost(acked);
  }

  /** Replies that came again, or after a later one. */
  long repliesDoubled() {
    return replies.doubled();
  }

  private static int place(long seq) {
    return (int) (seq % WINDOW);
  }
}
