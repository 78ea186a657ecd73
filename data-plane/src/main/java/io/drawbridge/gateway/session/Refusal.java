package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.LaneState;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Why a message is not taken, and when to try again.
 *
 * @param isFinal it never will be
 * @param state what is admitted in the lane, as a {@link LaneState}
 * @param text one sentence for the client's developer
 */
public record Refusal(
    NackReason reason, int retryAfterMillis, boolean isFinal, OptionalInt state, String text) {
  public static Refusal later(NackReason reason, int retryAfterMillis, String text) {
    return new Refusal(reason, retryAfterMillis, false, OptionalInt.empty(), text);
  }

  public static Refusal never(NackReason reason, String text) {
    return new Refusal(reason, 0, true, OptionalInt.empty(), text);
  }

  /** Not now: what is admitted in the lane has changed, and {@code state} says to what. */
  public static Refusal notAdmitted(int retryAfterMillis, int state, String text) {
    return new Refusal(
        NackReason.NOT_ADMITTED, retryAfterMillis, false, OptionalInt.of(state), text);
  }

  /** As its client is told. */
  UpstreamNack message() {
    UpstreamNack.Builder message =
        UpstreamNack.newBuilder()
            .setReason(reason)
            .setRetryAfterMillis(retryAfterMillis)
            .setFinal(isFinal)
            .setText(text);
    state.ifPresent(packed -> message.setState(bytes(packed)));
    return message.build();
  }

  private static ByteString bytes(int state) {
    byte[] bytes = ByteBuffer.allocate(LaneState.BYTES).putInt(state).array();
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
