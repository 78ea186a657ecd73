package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.GatewayConfig.LimitsConfig;
import io.drawbridge.gateway.TestGateway.Bounds;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway that may keep few messages, and clients that acknowledge none. */
@Timeout(60)
final class MessageRoomTest {
  private static final ByteSize ROOM = new ByteSize(4 << 20);
  private static final String BODY = "x".repeat(200 << 10);
  private static final String KEPT = "drawbridge_gateway_kept_message_bytes";
  private static final String REFUSALS = "drawbridge_gateway_kept_message_refusals_total";

  /** 2 MiB on each of two loops have room for ten each. */
  private static final int MORE_THAN_FIT = 40;

  @TempDir private Path directory;
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  @Test
  void isSharedByBothDirectionsAndFreeAgainWhenClientsAcknowledge() throws Exception {
    LimitsConfig limits =
        new LimitsConfig(1_000, 1_000, List.of(), new ByteSize(64 << 20), Optional.of(ROOM));
    try (TestGateway gateway = TestGateway.bounded(directory, new Bounds(Bounds.CAPACITY, limits));
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      int refused = pushUntilRefused(gateway, pusher);
      RawClient without = clients.getLast();
      assertThat(refused).isBetween(10, 20);
      assertThat(pusher.outcomes(refused)).contains(Outcome.SLOW_CONSUMER);
      assertThat(gateway.metric(KEPT)).isBetween(2.0 * BODY.length(), (double) ROOM.bytes());

      without.upstream(1, 1, BODY);
      UpstreamNack nack = UpstreamNack.parseFrom(without.expect(FrameType.UPSTREAM_NACK).body());
      assertThat(nack.getReason()).isEqualTo(NackReason.BUSY);
      assertThat(nack.getRetryAfterMillis()).isPositive();
      assertThat(gateway.metric(REFUSALS + "{direction=\"up\"}")).isEqualTo(1);
      assertThat(gateway.metric(REFUSALS + "{direction=\"down\"}")).isEqualTo(1);

      for (RawClient client : clients.subList(0, refused)) {
        client.frame(out -> FrameWriter.downstreamAck(out, 1));
      }
      await().until(() -> gateway.metric(KEPT) == 0);
      assertThat(pusher.outcomes(0)).contains(Outcome.DELIVERED);
      without.upstream(1, 1, BODY);
      assertThat(without.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
      pusher.push(100, "user-" + refused, 100, BODY);
      assertThat(without.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(1);
    }
  }

  @Test
  void isFreeAgainWhenSessionsEnd() throws Exception {
    try (TestGateway gateway = TestGateway.bounded(directory, Bounds.WIDE);
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      RawClient client = gateway.connected("alice");
      clients.add(client);
      gateway.business.behaviour = (identity, messages) -> null;
      client.upstream(1, 1, BODY);
      pusher.push(1, "alice", 1, BODY);
      client.expect(FrameType.DOWNSTREAM);
      await().until(() -> gateway.metric(KEPT) > 2.0 * BODY.length());

      client.frame(out -> FrameWriter.control(out, FrameType.CLOSE, new byte[0]));
      await().until(() -> gateway.metric(KEPT) == 0);
    }
  }

  /** Each push is to another user; the number of the one that found no room. */
  private int pushUntilRefused(TestGateway gateway, Pusher pusher) throws Exception {
    for (int i = 0; i < MORE_THAN_FIT; i++) {
      RawClient client = gateway.connected("user-" + i);
      clients.add(client);
      int number = i;
      pusher.push(number, "user-" + i, i, BODY);
      await().until(() -> client.hasBytes() || pusher.isAnswered(number));
      if (!client.hasBytes()) {
        return i;
      }
      client.expect(FrameType.DOWNSTREAM);
    }
    throw new AssertionError("pushes kept: " + MORE_THAN_FIT + " (expected: fewer)");
  }
}
