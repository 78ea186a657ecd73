package io.drawbridge.gateway.push;

import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.PushId;
import java.util.Optional;

/** Finds what is wrong with a push before it goes anywhere. */
final class PushCheck {
  /** Room for the header and every prefix a DOWNSTREAM frame can have. */
  static final int MAX_BODY_BYTES = Frame.MAX_LENGTH - 96;

  private static final int SESSION_ID_BYTES = 16;

  private PushCheck() {}

  /** One sentence naming offender and expectation; empty when the push may go. */
  static Optional<String> problemOf(PushMessage push) {
    if (push.getId().size() != PushId.BYTES) {
      return Optional.of("id: " + push.getId().size() + " bytes (expected: " + PushId.BYTES + ")");
    }
    if (push.getBody().size() > MAX_BODY_BYTES) {
      return Optional.of(
          "body: " + push.getBody().size() + " bytes (expected: <= " + MAX_BODY_BYTES + ")");
    }
    return problemOfTarget(push.getTarget()).or(() -> problemOfMode(push));
  }

  private static Optional<String> problemOfTarget(Target target) {
    return switch (target.getKindCase()) {
      case USER ->
          target.getUser().isEmpty()
              ? Optional.of("target user: empty (expected: a user)")
              : Optional.empty();
      case SESSION ->
          target.getSession().getSession().size() == SESSION_ID_BYTES
              ? Optional.empty()
              : Optional.of("target session: not 16 bytes (expected: a session id)");
      case ROOM, EVERYONE ->
          Optional.of("target: rooms and broadcast are not served (expected: a user or a session)");
      case KIND_NOT_SET -> Optional.of("target: missing (expected: a user or a session)");
    };
  }

  private static Optional<String> problemOfMode(PushMessage push) {
    return switch (push.getMode()) {
      case ACKED, FIRE_AND_FORGET -> Optional.empty();
      case DURABLE ->
          Optional.of("mode: DURABLE is not served (expected: ACKED or FIRE_AND_FORGET)");
      case PUSH_MODE_UNSPECIFIED, UNRECOGNIZED ->
          Optional.of("mode: missing (expected: ACKED or FIRE_AND_FORGET)");
    };
  }
}
