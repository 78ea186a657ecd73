package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.handover.v1.HandedMessage;
import java.util.concurrent.TimeUnit;
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

  /** As another process has taken it. */
  static UpstreamItem of(HandedMessage handed, long nowNanos) {
    long received = nowNanos - TimeUnit.MICROSECONDS.toNanos(handed.getAgeMicros());
    byte[] trace = handed.getTrace().isEmpty() ? null : handed.getTrace().toByteArray();
    return new UpstreamItem(
        handed.getSeq(), handed.getBody(), handed.getIsVoid(), trace, handed.getRepeat(), received);
  }

  HandedMessage handed(long nowNanos) {
    return HandedMessage.newBuilder()
        .setSeq(seq)
        .setBody(body)
        .setIsVoid(isVoid)
        .setRepeat(repeat)
        .setTrace(trace == null ? ByteString.EMPTY : ByteString.copyFrom(trace))
        .setAgeMicros(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nowNanos - receivedNanos)))
        .build();
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
