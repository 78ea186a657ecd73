package io.drawbridge.client;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.PushId;
import java.util.Optional;

/** A message from a business. */
public final class Push {
  private final Optional<PushId> id;
  private final Optional<Receipt> replyTo;
  private final byte[] body;

  private Push(Optional<PushId> id, Optional<Receipt> replyTo, byte[] body) {
    this.id = id;
    this.replyTo = replyTo;
    this.body = body;
  }

  static Push of(Frame frame) {
    return new Push(
        frame.has(FrameFlags.PUSH_ID)
            ? Optional.of(new PushId(frame.pushIdHigh(), frame.pushIdLow()))
            : Optional.empty(),
        frame.has(FrameFlags.REPLY)
            ? Optional.of(new Receipt(frame.replyService(), frame.replySeq()))
            : Optional.empty(),
        frame.bodyBytes());
  }

  /** The pusher's id. The library drops a repeat among the last 256. */
  public Optional<PushId> id() {
    return id;
  }

  /** The message of this client that is answered, if it is a reply. */
  public Optional<Receipt> replyTo() {
    return replyTo;
  }

  /** The body; the array is the receiver's. */
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "push of " + body.length + " bytes";
  }
}
