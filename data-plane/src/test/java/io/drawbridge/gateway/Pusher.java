package io.drawbridge.gateway;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.Target;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** A business that pushes ACKED messages and remembers what became of them. */
final class Pusher implements AutoCloseable, StreamObserver<PushAnswer> {
  final BlockingQueue<PushAnswer> answers = new LinkedBlockingQueue<>();
  private final Map<Long, List<Outcome>> byNumber = new ConcurrentHashMap<>();
  private final ManagedChannel channel;
  private volatile boolean completed;
  private final StreamObserver<PushBatch> requests;

  Pusher(int grpcPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    requests = PushGrpc.newStub(channel).publish(this);
  }

  void push(long number, String user, long id, String body) {
    ByteBuffer idBytes = ByteBuffer.allocate(16).putLong(0).putLong(id).flip();
    requests.onNext(
        PushBatch.newBuilder()
            .setApp("default")
            .addPushes(
                PushMessage.newBuilder()
                    .setNumber(number)
                    .setId(ByteString.copyFrom(idBytes))
                    .setMode(PushMode.ACKED)
                    .setTarget(Target.newBuilder().setUser(user))
                    .setBody(ByteString.copyFromUtf8(body)))
            .build());
  }

  /** Pushes nothing more. */
  void halfClose() {
    requests.onCompleted();
  }

  /** True when the gateway has nothing more to say. */
  boolean isCompleted() {
    return completed;
  }

  boolean isAnswered(long number) {
    return byNumber.containsKey(number);
  }

  List<Outcome> outcomes(long number) {
    await().until(() -> byNumber.containsKey(number));
    return byNumber.get(number);
  }

  @Override
  public void onNext(PushAnswer answer) {
    answers.add(answer);
    answer
        .getFatesList()
        .forEach(fate ->
            byNumber.put(
                fate.getNumber(),
                fate.getSessionsList().stream().map(s -> s.getOutcome()).toList()));
  }

  @Override
  public void onError(Throwable error) {}

  @Override
  public void onCompleted() {
    completed = true;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
