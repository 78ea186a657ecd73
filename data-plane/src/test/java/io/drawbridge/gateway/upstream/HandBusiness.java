package io.drawbridge.gateway.upstream;

import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real gRPC business whose answers are given by hand, or by itself once it is told so. */
final class HandBusiness extends UpstreamGrpc.UpstreamImplBase implements AutoCloseable {
  final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  final List<Integer> endedLanes = new CopyOnWriteArrayList<>();
  final AtomicInteger openStreams = new AtomicInteger();
  volatile boolean accepting;
  private final Server server;

  HandBusiness() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  /** A batch that came, and whom to answer. */
  record Arrived(StreamObserver<UpstreamAnswer> to, UpstreamBatch batch) {
    LaneMessages lane(int index) {
      return batch.getLanes(index);
    }

    UpstreamAnswer.Builder answer() {
      return UpstreamAnswer.newBuilder().setBatch(batch.getId());
    }

    void accept() {
      UpstreamAnswer.Builder answer = answer();
      batch.getLanesList().forEach(lane -> answer.addLanes(acceptanceOf(lane)));
      to.onNext(answer.build());
    }
  }

  static LaneAnswer.Builder acceptanceOf(LaneMessages lane) {
    long last = lane.getMessages(lane.getMessagesCount() - 1).getSeq();
    return LaneAnswer.newBuilder().setLane(lane.getLane()).setAcceptedTo(last);
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  Arrived next() throws InterruptedException {
    Arrived next = arrived.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no batch within 20 s");
    }
    return next;
  }

  @Override
  public StreamObserver<UpstreamBatch> exchange(StreamObserver<UpstreamAnswer> answers) {
    openStreams.incrementAndGet();
    return new StreamObserver<>() {
      @Override
      public void onNext(UpstreamBatch batch) {
        endedLanes.addAll(batch.getEndedLanesList());
        Arrived each = new Arrived(answers, batch);
        if (accepting || batch.getLanesCount() == 0) {
          each.accept();
        }
        if (batch.getLanesCount() > 0) {
          arrived.add(each);
        }
      }

      @Override
      public void onError(Throwable error) {
        openStreams.decrementAndGet();
      }

      @Override
      public void onCompleted() {
        openStreams.decrementAndGet();
        answers.onCompleted();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
