package io.drawbridge.gateway.session;

import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;

/**
 * Why a message is not taken, and when to try again.
 *
 * @param isFinal it never will be
 * @param text one sentence for the client's developer
 */
public record Refusal(NackReason reason, int retryAfterMillis, boolean isFinal, String text) {
  public static Refusal later(NackReason reason, int retryAfterMillis, String text) {
    return new Refusal(reason, retryAfterMillis, false, text);
  }

  public static Refusal never(NackReason reason, String text) {
    return new Refusal(reason, 0, true, text);
  }

  /** As its client is told. */
  UpstreamNack message() {
    return UpstreamNack.newBuilder()
        .setReason(reason)
        .setRetryAfterMillis(retryAfterMillis)
        .setFinal(isFinal)
        .setText(text)
        .build();
  }
}
