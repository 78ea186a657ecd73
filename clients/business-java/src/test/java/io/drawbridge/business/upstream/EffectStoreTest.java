package io.drawbridge.business.upstream;

import static io.drawbridge.business.upstream.TestGateway.identity;
import static io.drawbridge.business.upstream.TestGateway.lane;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.business.BusinessServer;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.RefusalReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several instances of a business with one database: each message has its effect once. */
class EffectStoreTest {
  private final TestDatabase database = new TestDatabase();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeEverything() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aRepeatAtAnotherInstanceHasNoSecondEffect() throws Exception {
    TestGateway first = gatewayOf(serve(this::apply));
    first.send(lane(1, 1, 2).setIdentity(identity("alice", 1)));
    first.answer();
    TestGateway second = gatewayOf(serve(this::apply));

    second.send(lane(1, 1, 2, 3).setIdentity(identity("alice", 1)));

    assertThat(second.answer().getLanes(0).getAcceptedTo()).isEqualTo(3);
    assertThat(database.effects()).containsExactly("alice 1", "alice 2", "alice 3");
  }

  @Test
  void anOriginalThatComesAfterItsRepeatHasNoEffect() throws Exception {
    CompletableFuture<Void> awake = new CompletableFuture<>();
    TestGateway hanging = gatewayOf(serve(message -> awake.thenCompose(nothing -> apply(message))));
    hanging.send(lane(1, 1).setIdentity(identity("alice", 1)));
    TestGateway other = gatewayOf(serve(this::apply));
    other.send(lane(1, 1, 2).setIdentity(identity("alice", 1)));
    other.answer();

    awake.complete(null);

    assertThat(hanging.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(database.effects()).containsExactly("alice 1", "alice 2");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotRepeated() throws Exception {
    TestGateway gateway = gatewayOf(serve(this::apply));
    database.loseTheNextAnswer();
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    LaneAnswer unknown = gateway.answer().getLanes(0);

    gateway.send(lane(1, 1));

    assertThat(unknown.getAcceptedTo()).isZero();
    assertThat(unknown.getRefusal().getReason()).isEqualTo(RefusalReason.BUSINESS_BUSY);
    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(database.effects()).containsExactly("alice 1");
  }

  @Test
  void anInstanceThatNeverSawTheNewerConnectionRefusesTheOlderOne() throws Exception {
    TestGateway current = gatewayOf(serve(this::apply));
    current.send(lane(1, 1).setIdentity(identity("alice", 2)));
    current.answer();
    TestGateway cutOff = gatewayOf(serve(this::apply));

    cutOff.send(lane(1, 2).setIdentity(identity("alice", 1)));

    LaneAnswer answer = cutOff.answer().getLanes(0);
    assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.STALE_CONNECTION);
    assertThat(database.effects()).containsExactly("alice 1");
  }

  private CompletionStage<Answer> apply(ClientMessage message) {
    return database
        .applyOnce(message.step(), message.lane().user() + " " + message.seq())
        .thenApply(LaneStep.Verdict::answer);
  }

  private BusinessServer serve(UpstreamHandler handler) throws IOException {
    BusinessServer server =
        BusinessServer.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .upstream("default", 1, handler)
            .limits(new UpstreamLimits(100, 1 << 20, Duration.ofSeconds(20)))
            .start();
    open.add(() -> server.close(Duration.ofSeconds(1)));
    return server;
  }

  private TestGateway gatewayOf(BusinessServer server) {
    TestGateway gateway = new TestGateway(server.port());
    open.add(0, gateway);
    return gateway;
  }
}
