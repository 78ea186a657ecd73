package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds what is wrong with a CONNECT before anybody is asked who it is. */
final class ConnectCheck {
  static final int PROTOCOL_VERSION = 1;
  static final int MAX_DEVICE_BYTES = 128;
  private static final int MAX_SERVICE = 65_535;

  private ConnectCheck() {}

  /** A CLOSE that refuses, and its reason. */
  record Refused(CloseReason reason, Close close) {
    static Refused of(CloseReason reason, String text) {
      return new Refused(reason, Connection.closeOf(reason, text));
    }
  }

  static Optional<Refused> problemOf(Connect connect) {
    if (connect.getProtocolVersion() != PROTOCOL_VERSION) {
      return Optional.of(wrongVersion(connect.getProtocolVersion()));
    }
    return problemOfIdentity(connect)
        .or(() -> problemOfLanes(connect))
        .map(text -> Refused.of(CloseReason.PROTOCOL, text));
  }

  private static Refused wrongVersion(int version) {
    String text =
        "protocol version: "
            + Integer.toUnsignedString(version)
            + " (expected: "
            + PROTOCOL_VERSION
            + ")";
    return new Refused(
        CloseReason.UNSUPPORTED_VERSION,
        Close.newBuilder()
            .setCode(CloseReason.UNSUPPORTED_VERSION.code())
            .setText(text)
            .setLowestVersion(PROTOCOL_VERSION)
            .setHighestVersion(PROTOCOL_VERSION)
            .build());
  }

  private static Optional<String> problemOfIdentity(Connect connect) {
    int deviceBytes = connect.getDevice().getBytes(StandardCharsets.UTF_8).length;
    if (deviceBytes == 0 || deviceBytes > MAX_DEVICE_BYTES) {
      return Optional.of(
          "device: " + deviceBytes + " bytes (expected: 1 to " + MAX_DEVICE_BYTES + ")");
    }
    if (connect.getEpoch() == 0) {
      return Optional.of("epoch: 0 (expected: a random number)");
    }
    if (connect.getConnectNumber() <= 0) {
      return Optional.of(
          "connect number: "
              + Integer.toUnsignedString(connect.getConnectNumber())
              + " (expected: 1 to "
              + Integer.MAX_VALUE
              + ")");
    }
    return Optional.empty();
  }

  private static Optional<String> problemOfLanes(Connect connect) {
    if (connect.getLanesCount() > Session.MAX_LANES) {
      return Optional.of(
          "lanes: " + connect.getLanesCount() + " (expected: <= " + Session.MAX_LANES + ")");
    }
    Set<Integer> seen = new HashSet<>();
    for (LaneStart lane : connect.getLanesList()) {
      boolean fits = lane.getService() >= 0 && lane.getService() <= MAX_SERVICE;
      if (!fits || !seen.add(lane.getService())) {
        return Optional.of(
            "lane service: "
                + Integer.toUnsignedString(lane.getService())
                + " (expected: each once, <= "
                + MAX_SERVICE
                + ")");
      }
      if (lane.getNextSeq() < 1 || lane.getNextSeq() > Frame.MAX_SEQ) {
        return Optional.of(
            "lane next seq: "
                + Long.toUnsignedString(lane.getNextSeq())
                + " (expected: 1 to "
                + Frame.MAX_SEQ
                + ")");
      }
    }
    return Optional.empty();
  }
}
