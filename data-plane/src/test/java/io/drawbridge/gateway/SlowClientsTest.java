package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send a byte a second, and clients that do not read, beside others. */
@Timeout(90)
final class SlowClientsTest {
  private static final int CLIENTS = 40;
  private static final int SLOW = 2; // 5 % of them
  private static final int PUSH_BYTES = 4_000;
  private static final int SMALL_BUFFER = 4 << 10;

  @TempDir private Path directory;

  @Test
  void clientsThatDoNotReadLoseTheirConnectionsAndNobodyElseAnything() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        Crowd crowd = new Crowd(gateway);
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      double mostKept = 0;
      long stuckNanos = 0;
      for (int round = 1; ended(gateway, "slow_consumer") < SLOW; round++) {
        crowd.push(pusher, round);
        crowd.readRound();
        mostKept = Math.max(mostKept, gateway.metric("drawbridge_gateway_buffered_bytes"));
        stuckNanos = stuckNanos == 0 && mostKept > 0 ? System.nanoTime() : stuckNanos;
        assertThat(round).as("rounds until they are cut off").isLessThan(250);
      }

      assertThat(secondsSince(stuckNanos)).as("without progress").isGreaterThan(9.0);
      assertThat(ended(gateway, "slow_consumer")).isEqualTo(SLOW);
      assertThat(mostKept).as("kept for those who do not read").isBetween(1.0, SLOW * 65_536.0);
      assertThat(gateway.metric("drawbridge_gateway_buffered_bytes")).isZero();
      assertThat(gateway.metric("drawbridge_gateway_detached_sessions")).isEqualTo(SLOW);
    }
  }

  @Test
  void whoSendsAByteASecondIsCutWithinTenSecondsAndOthersAreServed() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient stranger = gateway.client();
        RawClient known = gateway.connected("known");
        RawClient other = gateway.connected("other")) {
      byte[] connect = bytesOf(FrameType.CONNECT, TestGateway.connect("x").build().toByteArray());
      byte[] large = bytesOf(FrameType.AUTH, new byte[PUSH_BYTES]);
      long begunNanos = System.nanoTime();
      for (int second = 0; ended(gateway, "frame_timeout") == 0; second++) {
        assertThat(second).isLessThanOrEqualTo(12);
        if (ended(gateway, "connect_timeout") == 0) {
          assertThat(second).isLessThanOrEqualTo(7);
          stranger.bytes(connect[second]);
        }
        known.bytes(large[second]);
        other.upstream(1, second + 1, "hello");
        other.expect(FrameType.UPSTREAM_ACK);
        TimeUnit.SECONDS.sleep(1); // the time itself is the fault
      }

      assertThat(secondsSince(begunNanos)).isGreaterThan(9);
      assertClose(stranger, CloseReason.CONNECT_TIMEOUT);
      assertClose(known, CloseReason.FRAME_TIMEOUT);
    }
  }

  private static void assertClose(RawClient client, CloseReason reason) throws Exception {
    Close close = Close.parseFrom(client.expect(FrameType.CLOSE).body());
    assertThat(close.getCode()).isEqualTo(reason.code());
  }

  private static byte[] bytesOf(FrameType type, byte[] body) {
    ByteBuf out = Unpooled.buffer();
    FrameWriter.control(out, type, body);
    return ByteBufUtil.getBytes(out);
  }

  private static double ended(TestGateway gateway, String reason) {
    return gateway.metric("drawbridge_gateway_connection_ends_total{reason=\"" + reason + "\"}");
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Connected clients of whom the first do not read. */
  private static final class Crowd implements AutoCloseable {
    private final List<RawClient> all = new ArrayList<>();

    Crowd(TestGateway gateway) throws Exception {
      for (int i = 0; i < CLIENTS; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.clientPort()));
        RawClient client = new RawClient(socket);
        client.connect(TestGateway.connect("user-" + i).build());
        all.add(client);
      }
    }

    void push(Pusher pusher, int round) {
      for (int i = 0; i < CLIENTS; i++) {
        pusher.push(round * CLIENTS + i, "user-" + i, round, "x".repeat(PUSH_BYTES));
      }
    }

    /** Everybody who reads has this round, at once, and says so. */
    void readRound() throws Exception {
      for (RawClient client : all.subList(SLOW, CLIENTS)) {
        long seq = client.expect(FrameType.DOWNSTREAM).seq();
        client.frame(out -> FrameWriter.downstreamAck(out, seq));
      }
      await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    }

    @Override
    public void close() throws IOException {
      for (RawClient client : all) {
        client.close();
      }
    }
  }
}
