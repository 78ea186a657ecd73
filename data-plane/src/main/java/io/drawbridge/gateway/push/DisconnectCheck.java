package io.drawbridge.gateway.push;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.DisconnectRequest;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.wire.CloseReason;
import io.grpc.Status;
import io.grpc.StatusException;
import java.nio.charset.StandardCharsets;

/** Makes an order of what a business asks, or says what is wrong with it. */
final class DisconnectCheck {
  private static final int MAX_NAME_BYTES = 128;
  private static final int MAX_TEXT_BYTES = 1024;
  private static final int SESSION_ID_BYTES = 16;

  private DisconnectCheck() {}

  /** Throws INVALID_ARGUMENT, naming offender and expectation. */
  static DisconnectOrder orderOf(DisconnectRequest request) throws StatusException {
    int code = request.getCode();
    boolean isFinal = CloseReason.isCode(code) && !CloseReason.reconnects(code);
    require(isFinal, "code: " + Integer.toUnsignedString(code) + " (expected: 3500 to 3999)");
    int textBytes = request.getText().getBytes(StandardCharsets.UTF_8).length;
    require(textBytes <= MAX_TEXT_BYTES, "text: " + textBytes + " bytes (expected: <= 1024)");
    DisconnectOrder.Builder order =
        DisconnectOrder.newBuilder()
            .setApp(name("app", request.getApp()))
            .setCode(code)
            .setText(request.getText());
    return switch (request.getKindCase()) {
      case USER -> order.setUser(name("user", request.getUser())).build();
      case DEVICE ->
          order
              .setUser(name("user", request.getDevice().getUser()))
              .setDevice(name("device", request.getDevice().getDevice()))
              .build();
      case SESSION -> {
        ByteString session = request.getSession().getSession();
        require(
            session.size() == SESSION_ID_BYTES,
            "session: " + session.size() + " bytes (expected: 16)");
        yield order
            .setUser(name("user", request.getSession().getUser()))
            .setSession(session)
            .build();
      }
      case KIND_NOT_SET ->
          throw invalid("target: missing (expected: a user, a device or a session)");
    };
  }

  /** Throws INVALID_ARGUMENT if it can be nobody's name. */
  static String name(String what, String name) throws StatusException {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    require(
        bytes >= 1 && bytes <= MAX_NAME_BYTES,
        what + ": " + bytes + " bytes (expected: 1 to " + MAX_NAME_BYTES + ")");
    require(
        !what.equals("app") || name.indexOf(':') < 0, "app: has a colon (expected: without one)");
    return name;
  }

  private static void require(boolean holds, String problem) throws StatusException {
    if (!holds) {
      throw invalid(problem);
    }
  }

  private static StatusException invalid(String problem) {
    return Status.INVALID_ARGUMENT.withDescription(problem).asException();
  }
}
