package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bad input gets a clear answer, and the next client is served. */
@Timeout(30)
final class BadInputTest {
  @TempDir private static Path directory;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new TestGateway(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    try (RawClient client = gateway.connected("after-all")) {
      client.upstream(1, 1, "still alive");
      client.expect(FrameType.UPSTREAM_ACK);
    }
    gateway.close();
  }

  @Test
  void answersALengthOfSixteenMegabytesBeforeAnyByteOfIt() throws Exception {
    assertRefused(
        new byte[] {0, -1, -1, -1},
        CloseReason.FRAME_TOO_LARGE,
        "frame length: 16777215 bytes (expected: <= 16384)");
  }

  @Test
  void answersALengthOfNothing() throws Exception {
    assertRefused(new byte[16], CloseReason.PROTOCOL, "frame length: 0 bytes (expected: >= 12)");
  }

  @Test
  void answersAFirstFrameThatIsNotConnect() throws Exception {
    try (RawClient client = gateway.client()) {
      client.upstream(1, 1, "too early");

      assertClose(client.expectClose(), CloseReason.PROTOCOL, "UPSTREAM (expected: CONNECT first)");
    }
  }

  @Test
  void answersASecondConnect() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.control(FrameType.CONNECT, TestGateway.connect("alice").build());

      assertClose(
          client.expectClose(),
          CloseReason.PROTOCOL,
          "a second CONNECT (expected: one per connection)");
    }
  }

  @Test
  void answersAConnectThatIsNoProtocolBuffer() throws Exception {
    try (RawClient client = gateway.client()) {
      client.frame(out -> FrameWriter.control(out, FrameType.CONNECT, new byte[] {-1, -1, -1}));

      assertClose(
          client.expectClose(),
          CloseReason.PROTOCOL,
          "body of CONNECT: unreadable (expected: a protocol buffer)");
    }
  }

  @Test
  void answersAnotherProtocolVersionWithThoseItSpeaks() throws Exception {
    Close close = refusal(TestGateway.connect("alice").setProtocolVersion(9));

    assertClose(close, CloseReason.UNSUPPORTED_VERSION, "protocol version: 9 (expected: 1)");
    assertThat(close.getLowestVersion()).isEqualTo(1);
    assertThat(close.getHighestVersion()).isEqualTo(1);
  }

  @Test
  void tellsAnExpiredTokenFromAForgedOne() throws Exception {
    Close expired =
        refusal(TestGateway.connect("alice").setToken(TestTokens.expired("default", "alice")));
    assertThat(expired.getCode()).isEqualTo(CloseReason.TOKEN_EXPIRED.code());
    assertThat(expired.getText()).startsWith("token exp: 6").endsWith("(expected: in the future)");

    assertClose(
        refusal(TestGateway.connect("alice").setToken(TestTokens.forged("default", "alice"))),
        CloseReason.BAD_TOKEN,
        "token signature: wrong (expected: by the key its kid names)");
  }

  @Test
  void answersAMissingDeviceAndAnEpochOfZero() throws Exception {
    assertClose(
        refusal(TestGateway.connect("alice").setDevice("")),
        CloseReason.PROTOCOL,
        "device: 0 bytes (expected: 1 to 128)");
    assertClose(
        refusal(TestGateway.connect("alice").setEpoch(0)),
        CloseReason.PROTOCOL,
        "epoch: 0 (expected: a random number)");
  }

  @Test
  void answersAnAcknowledgementOfWhatWasNeverSent() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.frame(out -> FrameWriter.downstreamAck(out, 5));

      assertClose(
          client.expectClose(), CloseReason.PROTOCOL, "DOWNSTREAM_ACK seq: 5 (expected: <= 0)");
    }
  }

  @Test
  void closesAConnectionThatNeverSaysWhoItIs() throws Exception {
    try (RawClient client = gateway.client()) {
      client.bytes((byte) 0, (byte) 0);

      assertThat(client.expectClose().getCode()).isEqualTo(CloseReason.CONNECT_TIMEOUT.code());
    }
  }

  private static Close refusal(Connect.Builder connect) throws Exception {
    try (RawClient client = gateway.client()) {
      client.control(FrameType.CONNECT, connect.build());
      return client.expectClose();
    }
  }

  private static void assertRefused(byte[] bytes, CloseReason reason, String text)
      throws Exception {
    try (RawClient client = gateway.client()) {
      client.bytes(bytes);
      assertClose(client.expectClose(), reason, text);
    }
  }

  private static void assertClose(Close close, CloseReason reason, String text) {
    assertThat(close.getText()).isEqualTo(text);
    assertThat(close.getCode()).isEqualTo(reason.code());
  }
}
