package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.admission.Descriptors;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway process that may open few files, and more clients than that. */
@Timeout(120)
final class FewDescriptorsTest {
  private static final int FILES = 600;
  private static final String ACCEPT_FAILURES = "drawbridge_gateway_accept_failures_total";

  @TempDir private Path directory;
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    clients.clear();
  }

  @Test
  void leavesDescriptorsToEverybodyElseAndTakesClientsAgainWhenOthersHaveLeft() throws Exception {
    try (FakeBusiness business = new FakeBusiness();
        GatewayProcess gateway = GatewayProcess.start(directory, FILES, business.port())) {
      assertThat(gateway.log()).contains("open files: 600 (expected: >= ");
      double promised = gateway.metric("drawbridge_gateway_connection_limit");

      assertThat(untilFull(gateway)).isEqualTo((int) promised);
      for (int i = 0; i < 100; i++) {
        clients.add(new RawClient(gateway.clientPort));
      }
      await().until(() -> refused(gateway, "full") + refused(gateway, "descriptors") > 0);

      assertThat(gateway.metric("drawbridge_process_open_descriptors"))
          .isLessThanOrEqualTo(FILES - Descriptors.RESERVE / 2.0);
      RawClient first = clients.getFirst();
      first.upstream(1, 1, "a new stream to the business");
      first.expect(FrameType.UPSTREAM_ACK);
      try (Pusher pusher = new Pusher(gateway.grpcPort)) {
        pusher.push(1, "user-0", 1, "pushed");
        long seq = first.expect(FrameType.DOWNSTREAM).seq();
        first.frame(out -> FrameWriter.downstreamAck(out, seq));
        assertThat(pusher.outcomes(1)).contains(Outcome.DELIVERED); // no directory is there
      }
      assertThat(gateway.metric(ACCEPT_FAILURES)).isZero();

      leave();
      await().until(() -> gateway.metric("drawbridge_gateway_connections") == 0);
      assertThat(untilFull(gateway)).isEqualTo((int) promised);
    }
  }

  @Test
  void triesWithoutHasteWhileTheLastDescriptorIsTakenAndServesWhoIsThere() throws Exception {
    try (FakeBusiness business = new FakeBusiness();
        GatewayProcess gateway = GatewayProcess.start(directory, FILES, business.port())) {
      RawClient there = connected(gateway, "there");
      assertThat(gateway.metric(ACCEPT_FAILURES)).isZero();

      await().until(() -> failuresWhileNoneIsLeft(gateway) > 0);
      long begunNanos = System.nanoTime();
      double before = gateway.metric(ACCEPT_FAILURES);
      await().until(() -> failuresWhileNoneIsLeft(gateway) >= before + 5);
      double tries = gateway.metric(ACCEPT_FAILURES) - before;
      double seconds = (System.nanoTime() - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);
      there.upstream(1, 2, "served");
      there.expect(FrameType.UPSTREAM_ACK);

      assertThat(tries).as("in %f s", seconds).isLessThanOrEqualTo(seconds * 10 + 1);
      assertThat(gateway.log()).containsOnlyOnce("tried again every 100 ms");

      gateway.limit(FILES);
      connected(gateway, "late");
    }
  }

  /** One that has become free meanwhile is taken away, and somebody wants to come in. */
  private double failuresWhileNoneIsLeft(GatewayProcess gateway) throws Exception {
    gateway.limit(gateway.nextDescriptor());
    clients.add(new RawClient(gateway.clientPort));
    return gateway.metric(ACCEPT_FAILURES);
  }

  /** Opens sessions until it is told to go elsewhere; the number of those that it has. */
  private int untilFull(GatewayProcess gateway) throws Exception {
    for (int taken = 0; taken < FILES; taken++) {
      RawClient client = new RawClient(gateway.clientPort);
      clients.add(client);
      client.control(FrameType.CONNECT, TestGateway.connect("user-" + taken).build());
      FrameType answer = client.next().type();
      if (answer == FrameType.GOAWAY) {
        return taken;
      }
      assertThat(answer).isEqualTo(FrameType.CONNECTED);
    }
    throw new AssertionError("sessions: " + FILES + " (expected: fewer than open files)");
  }

  private RawClient connected(GatewayProcess gateway, String user) throws Exception {
    RawClient client = new RawClient(gateway.clientPort);
    clients.add(client);
    client.connect(TestGateway.connect(user).build());
    client.upstream(1, 1, "hello");
    client.expect(FrameType.UPSTREAM_ACK);
    return client;
  }

  private static double refused(GatewayProcess gateway, String reason) throws Exception {
    return gateway.metric("drawbridge_gateway_door_refusals_total{reason=\"" + reason + "\"}");
  }
}
