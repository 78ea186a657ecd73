package io.drawbridge.gateway.attach;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import java.util.Optional;

/** Bodies of CONNECT, AUTH and CLOSE: unreadable, refused with a text, or within every bound. */
public final class ConnectFuzz {
  private static final int LONGEST_TEXT = 200;

  private ConnectFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Connect connect = Connect.parseFrom(input);
      Optional<ConnectCheck.Refused> problem = ConnectCheck.problemOf(connect);
      problem.ifPresent(ConnectFuzz::requireShort);
      if (problem.isEmpty()) {
        requireWithinBounds(connect);
      }
    } catch (InvalidProtocolBufferException _) {
      // Refused.
    }
    try {
      Auth _ = Auth.parseFrom(input);
      Close _ = Close.parseFrom(input);
    } catch (InvalidProtocolBufferException _) {
      // Refused.
    }
  }

  private static void requireShort(ConnectCheck.Refused refused) {
    String text = refused.close().getText();
    if (text.length() > LONGEST_TEXT || !text.contains("(expected: ")) {
      throw new AssertionError("text: " + text);
    }
  }

  private static void requireWithinBounds(Connect connect) {
    if (connect.getDevice().length() > ConnectCheck.MAX_DEVICE_BYTES
        || connect.getLanesCount() > Session.MAX_LANES
        || connect.getConnectNumber() < 1
        || connect.getEpoch() == 0) {
      throw new AssertionError("accepted: " + connect);
    }
  }
}
