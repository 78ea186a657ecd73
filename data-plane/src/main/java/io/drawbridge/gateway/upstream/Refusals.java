package io.drawbridge.gateway.upstream;

import io.drawbridge.proto.business.v1.Refusal;
import io.drawbridge.proto.client.v1.NackReason;
import java.util.OptionalInt;

/** What a client is told of a business's refusal. */
final class Refusals {
  private Refusals() {}

  /** What it counts as; its delay and text are passed on. */
  static RefusalCause cause(Refusal refusal) {
    return switch (refusal.getReason()) {
      case BUSINESS_BUSY -> RefusalCause.BUSINESS_BUSY;
      case STALE_CONNECTION -> RefusalCause.STALE_CONNECTION;
      case INVALID, REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED -> RefusalCause.INVALID;
    };
  }

  static io.drawbridge.gateway.session.Refusal of(Refusal refusal) {
    NackReason reason =
        switch (refusal.getReason()) {
          case BUSINESS_BUSY -> NackReason.BUSY;
          case INVALID, STALE_CONNECTION, REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED ->
              NackReason.REFUSED;
        };
    return new io.drawbridge.gateway.session.Refusal(
        reason,
        refusal.getRetryAfterMillis(),
        refusal.getFinal(),
        OptionalInt.empty(),
        refusal.getText());
  }
}
