package io.drawbridge.client.session;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.PushId;

/**
 * The pushes of one client: new ones go to the application, numbered ones are acknowledged. Numbers
 * count within a session, which may last over several connections; ids over all sessions.
 */
final class Downstream {
  private final RecentPushes recent = new RecentPushes();
  private final PushSink sink;
  private PushAcks acks = new PushAcks();

  Downstream(PushSink sink) {
    this.sink = sink;
  }

  /** A new session: its first push has number 1. */
  void startAnew() {
    acks = new PushAcks();
  }

  /** The session goes on: the first push that comes has the number behind {@code after}. */
  void goOn(long after) {
    acks.resumed(after);
  }

  /**
   * The number after which a resumed session is to begin. While the application has no room it is
   * the last one acknowledged, so that coming back does not open a window that is full; what comes
   * again is known by its number.
   */
  long resumeAfter() {
    return sink.hasRoom() ? acks.last() : acks.acknowledged();
  }

  void received(Frame frame, long nowNanos) throws ProtocolViolation {
    if (frame.seq() == 0) {
      if (!sink.hasRoom()) {
        sink.dropped();
        return;
      }
    } else if (!acks.received(frame.seq(), nowNanos)) {
      return;
    }
    boolean repeated =
        frame.has(FrameFlags.PUSH_ID)
            && !recent.isNew(new PushId(frame.pushIdHigh(), frame.pushIdLow()));
    if (!repeated) {
      sink.deliver(frame);
    }
  }

  /** Acknowledges what is due; true when a frame was written. */
  boolean writeDue(Link link, long nowNanos) {
    return acks.isDue(nowNanos) && writeOwed(link);
  }

  /** Acknowledges what came so far without waiting; true when a frame was written. */
  boolean writeOwed(Link link) {
    if (!acks.isOwed() || !sink.hasRoom()) {
      return false;
    }
    FrameWriter.downstreamAck(link.out(), acks.take());
    return true;
  }

  long nextDueNanos() {
    // Without room nothing is due: the sink's owner calls when there is room again.
    return sink.hasRoom() ? acks.nextDueNanos() : Long.MAX_VALUE;
  }
}
