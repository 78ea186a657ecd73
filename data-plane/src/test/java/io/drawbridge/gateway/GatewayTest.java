package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.FakeBusiness.Delivered;
import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole gateway by its sockets, without etcd, Redis and control plane: it serves all the same.
 */
@Timeout(30)
final class GatewayTest {
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

  @BeforeEach
  void reset() {
    gateway.business.behaviour = FakeBusiness.ACCEPT;
    gateway.business.delivered.clear();
  }

  @Test
  void acknowledgesWhatTheBusinessAccepted() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.upstream(1, 1, "one");
      client.upstream(1, 2, "two");

      Received ack = client.expect(FrameType.UPSTREAM_ACK);
      if (ack.seq() == 1) {
        ack = client.expect(FrameType.UPSTREAM_ACK);
      }
      assertThat(ack.seq()).isEqualTo(2);
      assertThat(gateway.business.delivered).extracting(Delivered::seq).containsExactly(1L, 2L);
      assertThat(gateway.business.delivered.getFirst().lane().getUser()).isEqualTo("alice");
    }
  }

  @Test
  void tellsTheSessionItsBoundsAndServices() throws Exception {
    try (RawClient client = gateway.client()) {
      Connected connected = client.connect(TestGateway.connect("alice").build());

      assertThat(connected.getSession().size()).isEqualTo(16);
      assertThat(connected.getHeartbeatMillis()).isEqualTo(2_000);
      assertThat(connected.getLimits().getLaneWindowMessages()).isEqualTo(128);
      assertThat(connected.getServices(0).getName()).isEqualTo("chat");
      assertThat(connected.getAuthenticationEndsInMillis()).isBetween(500_000, 600_000);
    }
  }

  @Test
  void namesAGapOnce() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.upstream(1, 2, "two");
      client.upstream(1, 3, "three");
      client.upstream(1, 1, "one");

      Received nack = client.expect(FrameType.UPSTREAM_NACK);
      assertThat(nack.seq()).isEqualTo(1);
      assertThat(UpstreamNack.parseFrom(nack.body()).getReason()).isEqualTo(NackReason.GAP);
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    }
  }

  @Test
  void goesOnWhereTheClientSays() throws Exception {
    try (RawClient client = gateway.client()) {
      client.connect(
          TestGateway.connect("alice")
              .addLanes(LaneStart.newBuilder().setService(1).setNextSeq(50))
              .build());
      client.upstream(1, 50, "fifty");

      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(50);
    }
  }

  @Test
  void refusesAnUnknownServiceForGoodAndAcceptsItsVoid() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.upstream(99, 1, "nobody");

      UpstreamNack nack = UpstreamNack.parseFrom(client.expect(FrameType.UPSTREAM_NACK).body());
      assertThat(nack.getReason()).isEqualTo(NackReason.UNKNOWN_SERVICE);
      assertThat(nack.getFinal()).isTrue();

      client.frame(out -> FrameWriter.voidUpstream(out, 99, 1, 0));
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    }
  }

  @Test
  void answersPing() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      client.frame(out -> FrameWriter.empty(out, FrameType.PING));

      client.expect(FrameType.PONG);
    }
  }

  @Test
  void deliversAPushOnceAndSaysSoWhenTheClientHasIt() throws Exception {
    try (RawClient client = gateway.connected("bob");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "bob", 7, "hello");
      Received push = client.expect(FrameType.DOWNSTREAM);
      assertThat(push.body().toStringUtf8()).isEqualTo("hello");
      assertThat(push.seq()).isEqualTo(1);
      assertThat(push.pushIdLow()).isEqualTo(7);
      assertThat(pusher.answers).isEmpty();

      client.frame(out -> FrameWriter.downstreamAck(out, 1));
      assertThat(pusher.outcomes(1)).contains(Outcome.DELIVERED);

      pusher.push(2, "bob", 7, "hello");
      assertThat(pusher.outcomes(2)).contains(Outcome.DELIVERED);
      client.frame(out -> FrameWriter.empty(out, FrameType.PING));
      client.expect(FrameType.PONG); // and no second DOWNSTREAM before it
    }
  }

  @Test
  void tellsABusinessThatPushesNothingMoreWhatBecameOfItsPushes() throws Exception {
    try (RawClient client = gateway.connected("bob");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "bob", 11, "hello");
      pusher.halfClose();
      client.expect(FrameType.DOWNSTREAM);
      assertThat(pusher.isCompleted()).isFalse();

      client.frame(out -> FrameWriter.downstreamAck(out, 1));

      assertThat(pusher.outcomes(1)).contains(Outcome.DELIVERED);
      await().until(pusher::isCompleted);
    }
  }

  @Test
  void answersACloseByTheEndBehindWhatItHasAnswered() throws Exception {
    try (RawClient client = gateway.connected("bob")) {
      client.frame(out -> {
        FrameWriter.control(out, FrameType.PING, new byte[0]);
        FrameWriter.control(out, FrameType.CLOSE, new byte[0]);
      });

      client.expect(FrameType.PONG);
      client.expectSilentEnd();
    }
  }

  @Test
  void saysUnknownWhenTheSessionEndsBeforeTheAcknowledgement() throws Exception {
    try (RawClient client = gateway.connected("bob");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "bob", 1, "hello");
      client.expect(FrameType.DOWNSTREAM);
      client.frame(out -> FrameWriter.control(out, FrameType.CLOSE, new byte[0]));

      assertThat(pusher.outcomes(1)).contains(Outcome.UNKNOWN);
    }
  }

  @Test
  void neverSaysOfflineWhileTheDirectoryIsGone() throws Exception {
    try (Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "nobody", 1, "hello");

      assertThat(pusher.outcomes(1)).contains(Outcome.UNAVAILABLE);
    }
  }

  @Test
  void refusesAPushBeyondTheSessionWindow() throws Exception {
    try (RawClient client = gateway.connected("bob");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      for (int number = 1; number <= 65; number++) {
        pusher.push(number, "bob", number, "hello");
      }

      assertThat(pusher.outcomes(65)).contains(Outcome.SLOW_CONSUMER);
      assertThat(client.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(1);
    }
  }

  @Test
  void aNewerDialOfAClientReplacesTheOlder() throws Exception {
    Connect.Builder connect = TestGateway.connect("carol");
    try (RawClient first = gateway.client();
        RawClient second = gateway.client();
        RawClient replay = gateway.client()) {
      first.connect(connect.build());
      second.connect(connect.setConnectNumber(2).build());

      assertThat(first.expectClose().getCode()).isEqualTo(CloseReason.REPLACED.code());

      replay.control(FrameType.CONNECT, connect.setConnectNumber(2).build());
      assertThat(replay.expectClose().getText()).isEqualTo("connect number: 2 (expected: > 2)");
    }
  }

  @Test
  void closesAClientThatFallsSilent() throws Exception {
    try (RawClient client = gateway.connected("alice")) {
      Close close = client.expectClose();

      assertThat(close.getCode()).isEqualTo(CloseReason.HEARTBEAT_TIMEOUT.code());
    }
  }

  /** What waits for the business to read it must not be forgotten, but hold further pushes back. */
  @Test
  void tellsEveryFateAlsoToABusinessThatReadsLate() throws Exception {
    int batches = 60;
    int pushesInBatch = 2_000;
    try (LateReader reader = new LateReader()) {
      for (int batch = 0; batch < batches; batch++) {
        reader.sendInvalid(1L + (long) batch * pushesInBatch, pushesInBatch);
      }
      Thread.sleep(1_000); // lets the gateway take all it will take
      reader.readAll();

      await().until(() -> reader.told.get() == batches * pushesInBatch);
    }
  }

  /** A business that sends as much as it likes and reads answers only when told to. */
  private static final class LateReader
      implements AutoCloseable, ClientResponseObserver<PushBatch, PushAnswer> {
    final AtomicInteger told = new AtomicInteger();
    private final ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort).usePlaintext().build();
    private ClientCallStreamObserver<PushBatch> requests;

    LateReader() {
      PushGrpc.newStub(channel).publish(this);
    }

    void sendInvalid(long firstNumber, int count) {
      PushBatch.Builder batch = PushBatch.newBuilder().setApp("default");
      for (int i = 0; i < count; i++) {
        batch.addPushes(PushMessage.newBuilder().setNumber(firstNumber + i));
      }
      requests.onNext(batch.build());
    }

    void readAll() {
      requests.request(Integer.MAX_VALUE);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PushBatch> stream) {
      stream.disableAutoRequestWithInitial(0);
      requests = stream;
    }

    @Override
    public void onNext(PushAnswer answer) {
      told.addAndGet(answer.getFatesCount());
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
