package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** A message of a lane that the gateway has taken and the business has not acknowledged. */
public final class UpstreamItem {
  private final long seq;
  private final ByteString body;
  private final boolean isVoid;
  private final byte @Nullable [] trace;
  private final long receivedNanos;
  private boolean repeat;

  private UpstreamItem(
      long seq,
      ByteString body,
      boolean isVoid,
      byte @Nullable [] trace,
      boolean repeat,
      long receivedNanos) {
    this.seq = seq;
    this.body = body;
    this.isVoid = isVoid;
    this.trace = trace;
    this.repeat = repeat;
    this.receivedNanos = receivedNanos;
  }

  /** A message with a body. {@code repeat}: the client says it sent this before. */
  public static UpstreamItem message(
      long seq, ByteString body, byte @Nullable [] trace, boolean repeat, long receivedNanos) {
    return new UpstreamItem(seq, body, false, trace, repeat, receivedNanos);
  }

  /** A number that the client gave up: acknowledged in order, not sent to the business. */
  public static UpstreamItem empty(long seq, long receivedNanos) {
    return new UpstreamItem(seq, ByteString.EMPTY, true, null, false, receivedNanos);
  }

  public long seq() {
    return seq;
  }

  public ByteString body() {
    return body;
  }

  public boolean isVoid() {
    return isVoid;
  }

  /** Trace id and span id, 24 bytes, or null when the message is not sampled. */
  public byte @Nullable [] trace() {
    return trace;
  }

  /** When its frame was read, on the gateway's nano clock. */
  public long receivedNanos() {
    return receivedNanos;
  }

  /** True when an earlier copy may have reached the business. */
  public boolean repeat() {
    return repeat;
  }

  void markRepeat() {
    repeat = true;
  }
}
