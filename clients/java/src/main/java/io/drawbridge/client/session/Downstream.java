package io.drawbridge.client.session;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.PushId;

/** The pushes of one session: new ones go to the application, numbered ones are acknowledged. */
final class Downstream {
  private final PushAcks acks = new PushAcks();
  private final RecentPushes recent;
  private final PushSink sink;

  Downstream(RecentPushes recent, PushSink sink) {
    this.recent = recent;
    this.sink = sink;
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
