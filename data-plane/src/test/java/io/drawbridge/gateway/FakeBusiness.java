package io.drawbridge.gateway;

import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real gRPC business that notes what it gets; how it answers is set by each test. */
final class FakeBusiness extends UpstreamGrpc.UpstreamImplBase implements AutoCloseable {
  /** How a lane of a batch is answered. */
  interface Behaviour {
    /** Null: the batch is never answered. */
    LaneAnswer.Builder answer(LaneIdentity identity, LaneMessages messages);
  }

  static final Behaviour ACCEPT =
      (identity, messages) ->
          LaneAnswer.newBuilder()
              .setAcceptedTo(messages.getMessages(messages.getMessagesCount() - 1).getSeq());

  final List<Delivered> delivered = new CopyOnWriteArrayList<>();
  volatile Behaviour behaviour = ACCEPT;
  volatile int level; // that it tells
  private final Server server;

  record Delivered(LaneIdentity lane, UpstreamMessage message) {
    long seq() {
      return message.getSeq();
    }
  }

  FakeBusiness() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public StreamObserver<UpstreamBatch> exchange(StreamObserver<UpstreamAnswer> answers) {
    return new StreamObserver<>() {
      private final Map<Integer, LaneIdentity> lanes = new HashMap<>();

      @Override
      public void onNext(UpstreamBatch batch) {
        UpstreamAnswer.Builder answer =
            UpstreamAnswer.newBuilder().setBatch(batch.getId()).setLevel(level);
        for (LaneMessages messages : batch.getLanesList()) {
          if (messages.hasIdentity()) {
            lanes.put(messages.getLane(), messages.getIdentity());
          }
          LaneIdentity identity = lanes.get(messages.getLane());
          messages.getMessagesList().forEach(m -> delivered.add(new Delivered(identity, m)));
          LaneAnswer.Builder laneAnswer = behaviour.answer(identity, messages);
          if (laneAnswer == null) {
            return;
          }
          answer.addLanes(laneAnswer.setLane(messages.getLane()));
        }
        answers.onNext(answer.build());
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
