package io.drawbridge.business.push;

import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.SessionFate;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The Push service of a gateway, answering by hand or at once. */
public final class TestGateway extends PushGrpc.PushImplBase implements AutoCloseable {
  /** Everything received, in order. */
  public final List<PushMessage> received = new CopyOnWriteArrayList<>();

  final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
  final List<String> apps = new CopyOnWriteArrayList<>();
  volatile StreamObserver<PushAnswer> answers;
  private final Server server;
  private final boolean answersAtOnce;

  private TestGateway(boolean answersAtOnce, int port) throws IOException {
    this.answersAtOnce = answersAtOnce;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(this)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .build()
            .start();
  }

  public static TestGateway delivering() throws IOException {
    return new TestGateway(true, 0);
  }

  static TestGateway deliveringAt(int port) throws IOException {
    return new TestGateway(true, port);
  }

  static TestGateway silent() throws IOException {
    return new TestGateway(false, 0);
  }

  public GatewayAddress address() {
    return new GatewayAddress("127.0.0.1", server.getPort());
  }

  void answer(long number, Outcome outcome) {
    SessionFate session = SessionFate.newBuilder().setOutcome(outcome).build();
    PushFate fate = PushFate.newBuilder().setNumber(number).addSessions(session).build();
    answers.onNext(PushAnswer.newBuilder().addFates(fate).build());
  }

  @Override
  public StreamObserver<PushBatch> publish(StreamObserver<PushAnswer> newAnswers) {
    answers = newAnswers;
    return new StreamObserver<>() {
      @Override
      public void onNext(PushBatch batch) {
        apps.add(batch.getApp());
        batchSizes.add(batch.getPushesCount());
        for (PushMessage push : batch.getPushesList()) {
          received.add(push);
          if (answersAtOnce) {
            answer(push.getNumber(), Outcome.DELIVERED);
          }
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        newAnswers.onCompleted();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
