package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in at the client door, by real sockets. */
@Timeout(30)
final class DoorTest {
  private static final long CUT_WITHIN_SECONDS = 10;

  @TempDir private static Path directory;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new TestGateway(directory);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void closesWithoutAWordWhatIsNoClient() throws Exception {
    try (RawClient client = gateway.client()) {
      client.bytes((byte) 'S', (byte) 'S', (byte) 'H');

      client.expectSilentEnd();
    }
    assertThat(refused("not_a_client")).isPositive();
  }

  @Test
  void closesWithoutAWordWhatThisDoorDoesNotSpeak() throws Exception {
    double before = refused("transport");
    try (RawClient tls = gateway.client()) {
      tls.bytes((byte) 0x16, (byte) 3, (byte) 1);

      tls.expectSilentEnd();
    }
    assertThat(refused("transport")).isEqualTo(before + 1);
  }

  @Test
  void closesWithoutAWordWhoSaysNothing() throws Exception {
    long begun = System.nanoTime();
    try (RawClient client = gateway.client()) {
      client.expectSilentEnd();
    }
    assertThat(secondsSince(begun)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void cutsWhoSendsAByteASecondWhileOthersAreServed() throws Exception {
    byte[] frame = connectFrame("slow");
    long begun = System.nanoTime();
    try (RawClient slow = gateway.client();
        RawClient other = gateway.connected("other")) {
      for (int i = 0; !slow.hasBytes() && secondsSince(begun) < CUT_WITHIN_SECONDS; i++) {
        slow.bytes(frame[i]);
        other.upstream(1, i + 1, "served");
        other.expect(FrameType.UPSTREAM_ACK);
        TimeUnit.SECONDS.sleep(1); // the attack itself
      }

      assertThat(slow.expectClose().getCode()).isEqualTo(CloseReason.CONNECT_TIMEOUT.code());
    }
    assertThat(secondsSince(begun)).isGreaterThanOrEqualTo(4);
  }

  private static byte[] connectFrame(String user) {
    Connect connect = TestGateway.connect(user).build();
    var frame = Unpooled.buffer();
    FrameWriter.control(frame, FrameType.CONNECT, connect.toByteArray());
    return ByteBufUtil.getBytes(frame);
  }

  private static double refused(String reason) {
    return gateway.metric("drawbridge_gateway_door_refusals_total{reason=\"" + reason + "\"}");
  }

  private static long secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
  }
}
