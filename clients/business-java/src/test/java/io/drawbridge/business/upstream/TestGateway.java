package io.drawbridge.business.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream of a gateway, by hand. */
final class TestGateway implements StreamObserver<UpstreamAnswer>, AutoCloseable {
  final BlockingQueue<UpstreamAnswer> answers = new LinkedBlockingQueue<>();
  final CompletableFuture<Status> ended = new CompletableFuture<>();
  private final ManagedChannel channel;
  private final StreamObserver<UpstreamBatch> batches;
  private long lastBatch;

  TestGateway(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    batches = UpstreamGrpc.newStub(channel).exchange(this);
  }

  static LaneIdentity identity(String user, int connectNumber) {
    return LaneIdentity.newBuilder()
        .setUser(user)
        .setDevice("phone")
        .setEpoch(7)
        .setConnectNumber(connectNumber)
        .setSession(ByteString.copyFromUtf8("0123456789abcdef"))
        .build();
  }

  /** The lane's next messages, whose bodies are their numbers. */
  static LaneMessages.Builder lane(int number, long... seqs) {
    LaneMessages.Builder lane = LaneMessages.newBuilder().setLane(number);
    for (long seq : seqs) {
      lane.addMessages(
          UpstreamMessage.newBuilder()
              .setSeq(seq)
              .setBody(ByteString.copyFromUtf8(Long.toString(seq))));
    }
    return lane;
  }

  void send(LaneMessages.Builder... lanes) {
    UpstreamBatch.Builder batch =
        UpstreamBatch.newBuilder().setId(++lastBatch).setApp("default").setService(1);
    for (LaneMessages.Builder lane : lanes) {
      batch.addLanes(lane);
    }
    send(batch);
  }

  void send(UpstreamBatch.Builder batch) {
    batches.onNext(batch.build());
  }

  UpstreamAnswer answer() throws InterruptedException {
    UpstreamAnswer answer = answers.poll(20, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within 20 s; stream: " + ended);
    }
    return answer;
  }

  @Override
  public void onNext(UpstreamAnswer answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable failure) {
    ended.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    ended.complete(Status.OK);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
