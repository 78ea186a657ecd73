package io.drawbridge.gateway.peer;

import io.drawbridge.gateway.stream.BatchingSender;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.proto.peer.v1.PeerAnswer;
import io.drawbridge.proto.peer.v1.PeerBatch;
import io.drawbridge.proto.peer.v1.PeerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One Forward stream to one gateway, with the pushes that wait for their answers. Ends for good
 * with its stream; {@link PeerLinks} makes the next.
 *
 * <p>Threads: any.
 */
final class PeerLink {
  /** Pushes without an answer; beyond it a push is refused at once. */
  static final int MAX_PENDING = 16_384;

  private final String ownGateway;
  private final String ownRegion;
  private final Map<Long, Forwarding> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final BatchingSender<ForwardedPush, PeerBatch> sender;
  private volatile boolean everReady;
  private volatile boolean ended;

  PeerLink(String ownGateway, String ownRegion) {
    this.ownGateway = ownGateway;
    this.ownRegion = ownRegion;
    this.sender = new BatchingSender<>(MAX_PENDING, this::batch);
  }

  void open(ManagedChannel channel) {
    PeerGrpc.newStub(channel).forward(new Calls());
  }

  boolean isEnded() {
    return ended;
  }

  /** Sends a push and tells the answer to {@code forwarding}, exactly once. */
  void forward(ForwardedPush.Builder push, Forwarding forwarding) {
    long number = lastNumber.incrementAndGet();
    if (pending.size() >= MAX_PENDING) {
      forwarding.notSent("too many pushes to that gateway wait");
      return;
    }
    pending.put(number, forwarding);
    boolean queued = sender.offer(push.setNumber(number).build());
    if ((!queued || ended) && pending.remove(number) != null) {
      forwarding.notSent("the stream to that gateway is down");
    }
  }

  private PeerBatch batch(List<ForwardedPush> pushes) {
    PeerBatch.Builder batch = PeerBatch.newBuilder().addAllPushes(pushes);
    if (pushes.getFirst().getNumber() == 1) {
      batch.setGateway(ownGateway).setRegion(ownRegion);
    }
    return batch.build();
  }

  private void end(String why) {
    ended = true;
    sender.stop();
    for (Long number : List.copyOf(pending.keySet())) {
      Forwarding forwarding = pending.remove(number);
      if (forwarding != null && everReady) {
        forwarding.lost(why);
      } else if (forwarding != null) {
        forwarding.notSent(why);
      }
    }
  }

  private final class Calls implements ClientResponseObserver<PeerBatch, PeerAnswer> {
    @Override
    public void beforeStart(ClientCallStreamObserver<PeerBatch> stream) {
      stream.setOnReadyHandler(() -> {
        everReady = true;
        sender.start(stream);
      });
    }

    @Override
    public void onNext(PeerAnswer answer) {
      for (ForwardedFate fate : answer.getFatesList()) {
        Forwarding forwarding = pending.remove(fate.getNumber());
        if (forwarding != null) {
          forwarding.answered(fate);
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      end(String.valueOf(error.getMessage()));
    }

    @Override
    public void onCompleted() {
      end("the other gateway ended the stream");
    }
  }
}
