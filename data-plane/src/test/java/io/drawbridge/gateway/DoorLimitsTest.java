package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.GatewayConfig.CapacityConfig;
import io.drawbridge.gateway.GatewayConfig.LimitsConfig;
import io.drawbridge.gateway.TestGateway.Bounds;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Floods of connections, from one address and from many. */
@Timeout(60)
final class DoorLimitsTest {
  private static final String FLOODER = "127.0.0.2";
  private static final String OTHER = "127.0.0.3";
  private static final String STRANGERS_CLOSED = "drawbridge_gateway_strangers_closed_total";

  @TempDir private Path directory;
  private final List<RawClient> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (RawClient client : open) {
      client.close();
    }
  }

  /** Sessions that end need not be drained. */
  private void leaveAll() {
    for (RawClient client : open) {
      try {
        client.frame(out -> FrameWriter.control(out, FrameType.CLOSE, new byte[0]));
      } catch (IOException e) {
        // It was closed before.
      }
    }
  }

  @Test
  void closesConnectionsAboveThoseOfOneAddressAndServesOthers() throws Exception {
    LimitsConfig limits =
        new LimitsConfig(3, 1_000, List.of(), new ByteSize(64 << 20), Optional.empty());
    try (TestGateway gateway =
        TestGateway.bounded(directory, new Bounds(Bounds.CAPACITY, limits))) {
      for (int i = 0; i < 3; i++) {
        RawClient client = open(gateway, FLOODER);
        client.connect(TestGateway.connect("alice").build());
      }

      open(gateway, FLOODER).expectSilentEnd();
      assertServed(gateway, OTHER);
      assertThat(refused(gateway, "source_connections")).isEqualTo(1);

      open.getFirst().close();
      await().untilAsserted(() -> assertServed(gateway, FLOODER));
    }
  }

  @Test
  void closesConnectionsThatOneAddressOpensTooFastAndServesOthers() throws Exception {
    LimitsConfig limits =
        new LimitsConfig(1_000, 20, List.of(), new ByteSize(64 << 20), Optional.empty());
    try (TestGateway gateway =
        TestGateway.bounded(directory, new Bounds(Bounds.CAPACITY, limits))) {
      long begunNanos = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        open(gateway, FLOODER);
      }
      assertServed(gateway, OTHER);
      double seconds = (System.nanoTime() - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);

      await().until(() -> gateway.metric("drawbridge_gateway_accepts_total") == 201);
      assertThat(refused(gateway, "source_rate")).isBetween(200 - 20 * (seconds + 1) - 1, 180.0);
    }
  }

  @Test
  void doesNotCountAnExemptAddress() throws Exception {
    LimitsConfig limits =
        new LimitsConfig(
            1, 1, List.of(Cidr.parse("127.0.0.2")), new ByteSize(64 << 20), Optional.empty());
    try (TestGateway gateway =
        TestGateway.bounded(directory, new Bounds(Bounds.CAPACITY, limits))) {
      for (int i = 0; i < 20; i++) {
        open(gateway, FLOODER).connect(TestGateway.connect("user-" + i).build());
      }
      assertThat(refused(gateway, "source_connections")).isZero();
      leaveAll();
    }
  }

  @Test
  void closesConnectionsAboveTheLargestNumberOfSockets() throws Exception {
    CapacityConfig ten = new CapacityConfig(10, 1_000, 1_000, 10_000, new ByteSize(100 << 20));
    try (TestGateway gateway = TestGateway.bounded(directory, new Bounds(ten, Bounds.LIMITS))) {
      for (int i = 0; i < 11; i++) {
        open(gateway, OTHER);
      }
      await().until(() -> gateway.metric("drawbridge_gateway_connections") == 11);

      open(gateway, OTHER).expectSilentEnd();
      assertThat(refused(gateway, "full")).isEqualTo(1);
    }
  }

  @Test
  void acceptsNoMoreSocketsASecondThanItsBudgetAndForgetsNobody() throws Exception {
    CapacityConfig slow = new CapacityConfig(1_000, 40, 1_000, 10_000, new ByteSize(100 << 20));
    try (TestGateway gateway = TestGateway.bounded(directory, new Bounds(slow, Bounds.LIMITS))) {
      long begunNanos = System.nanoTime();
      for (int i = 0; i < 80; i++) {
        open(gateway, OTHER);
      }
      for (RawClient client : open) {
        client.connect(TestGateway.connect("alice-" + open.indexOf(client)).build());
      }
      double seconds = (System.nanoTime() - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);

      assertThat(80 / seconds).as("accepted a second").isLessThan(44);
      leaveAll();
    }
  }

  @Test
  void tellsClientsBeyondTheConnectBudgetToComeLaterWithoutALookAtTheirToken() throws Exception {
    CapacityConfig slow = new CapacityConfig(1_000, 1_000, 4, 10_000, new ByteSize(100 << 20));
    try (TestGateway gateway = TestGateway.bounded(directory, new Bounds(slow, Bounds.LIMITS))) {
      for (int i = 0; i < 30; i++) {
        String forged = TestTokens.forged("default", "alice");
        open(gateway, OTHER).control(FrameType.CONNECT, TestGateway.connectWith(forged).build());
      }
      List<GoAway> told = new ArrayList<>();
      for (RawClient client : open) {
        RawClient.Received first = client.next();
        if (first.type() == FrameType.GOAWAY) {
          told.add(GoAway.parseFrom(first.body()));
          assertThat(client.expectClose().getText())
              .isEqualTo("CONNECTs a second (expected: <= 4)");
        }
      }

      assertThat(told).hasSizeBetween(20, 29);
      assertThat(told).extracting(GoAway::getReason).containsOnly(GoAwayReason.OVERLOADED);
      assertThat(told.getLast().getReconnectWindowMillis())
          .as("the more are told, the longer")
          .isGreaterThan(5_000);
      assertThat(refusedConnects(gateway, "rate")).isEqualTo(told.size());
    }
  }

  @Test
  void tellsClientsBeyondTheLargestNumberOfSessionsToGoElsewhere() throws Exception {
    CapacityConfig two = new CapacityConfig(2, 1_000, 1_000, 10_000, new ByteSize(100 << 20));
    try (TestGateway gateway = TestGateway.bounded(directory, new Bounds(two, Bounds.LIMITS))) {
      open(gateway, OTHER).connect(TestGateway.connect("alice").build());
      open(gateway, OTHER).connect(TestGateway.connect("bob").build());
      RawClient third = open(gateway, OTHER);
      third.control(FrameType.CONNECT, TestGateway.connect("carol").build());

      GoAway told = GoAway.parseFrom(third.expect(FrameType.GOAWAY).body());
      assertThat(told.getReason()).isEqualTo(GoAwayReason.FULL);
      assertThat(told.getReconnectWindowMillis()).isBetween(1, 1_000);
      assertThat(third.expectClose().getCode()).isEqualTo(CloseReason.OVERLOADED.code());
      assertThat(refusedConnects(gateway, "sessions")).isEqualTo(1);
      open.remove(third);
      leaveAll();
    }
  }

  @Test
  void closesTheOldestOfTooManyClientsThatDoNotSayWhoTheyAre() throws Exception {
    try (TestGateway gateway = TestGateway.bounded(directory, Bounds.WIDE)) {
      for (int i = 0; i < 300; i++) { // 50 of each of two loops may be strangers
        open(gateway, FLOODER);
        if (i % 20 == 0) {
          assertServed(gateway, OTHER);
        }
      }

      await()
          .untilAsserted(
              () -> assertThat(gateway.metric(STRANGERS_CLOSED)).isBetween(200.0, 210.0));
      open.getFirst().expectSilentEnd();
      leaveAll();
    }
  }

  private RawClient open(TestGateway gateway, String source) throws IOException {
    RawClient client = gateway.clientFrom(source);
    open.add(client);
    return client;
  }

  private void assertServed(TestGateway gateway, String source) throws Exception {
    RawClient client = open(gateway, source);
    client.connect(TestGateway.connect("bob").build());
    client.upstream(1, 1, "hello");
    client.expect(FrameType.UPSTREAM_ACK);
  }

  private static double refused(TestGateway gateway, String reason) {
    return gateway.metric("drawbridge_gateway_door_refusals_total{reason=\"" + reason + "\"}");
  }

  private static double refusedConnects(TestGateway gateway, String reason) {
    return gateway.metric("drawbridge_gateway_connect_refusals_total{reason=\"" + reason + "\"}");
  }
}
