package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Exchange stream from one loop to one business instance: numbers its batches and lanes, and
 * brings gRPC's callbacks to the loop.
 *
 * <p>Threads: the loop only; callbacks arrive on gRPC's thread and are handed over.
 */
final class BusinessStream {
  /** Batches without an answer; lanes beyond wait, bounded by their own windows. */
  static final int MAX_OPEN_BATCHES = 256;

  private final Loop loop;
  private final Service service;
  private final BusinessInstance instance;
  private final Map<Long, OpenBatch> open = new HashMap<>();
  private final Calls calls;
  private final long madeNanos;
  private long lastBatch;
  private int lastLane;
  private boolean reached;
  private boolean ended;

  BusinessStream(
      Loop loop,
      Service service,
      BusinessInstance instance,
      BusinessStreamListener listener,
      long nowNanos) {
    this.loop = loop;
    this.service = service;
    this.instance = instance;
    this.madeNanos = nowNanos;
    this.calls = new Calls(listener);
    UpstreamGrpc.newStub(instance.channelForStream()).exchange(calls);
  }

  Service service() {
    return service;
  }

  BusinessInstance instance() {
    return instance;
  }

  /** True when a further batch may be sent now. */
  boolean isReady() {
    ClientCallStreamObserver<UpstreamBatch> requests = calls.requests;
    return !ended && open.size() < MAX_OPEN_BATCHES && requests != null && requests.isReady();
  }

  boolean isEnded() {
    return ended;
  }

  /** A number for a lane that uses this stream for the first time. */
  int nextLane() {
    return ++lastLane;
  }

  /** The number for the next batch. */
  long nextBatch() {
    return ++lastBatch;
  }

  void send(UpstreamBatch batch, OpenBatch openBatch) {
    open.put(batch.getId(), openBatch);
    ClientCallStreamObserver<UpstreamBatch> requests = calls.requests;
    if (requests != null) {
      requests.onNext(batch);
    }
  }

  /** The batch that is answered, or null when it is not open. */
  @Nullable OpenBatch close(long batch) {
    return open.remove(batch);
  }

  /** Every batch without an answer, and none any more. */
  Iterable<OpenBatch> closeAll() {
    ended = true;
    var batches = java.util.List.copyOf(open.values());
    open.clear();
    return batches;
  }

  /** True when some batch was sent before {@code nanos}. */
  boolean hasBatchOlderThan(long nanos) {
    for (OpenBatch batch : open.values()) {
      if (batch.sentNanos() - nanos < 0) {
        return true;
      }
    }
    return false;
  }

  /** True when it was begun before {@code nanos} and never could be written to. */
  boolean isUnreachedSince(long nanos) {
    return !reached && madeNanos - nanos < 0;
  }

  /** Ends the stream from this side. */
  void cancel(String why) {
    ClientCallStreamObserver<UpstreamBatch> requests = calls.requests;
    if (requests != null) {
      requests.cancel(why, null);
    }
  }

  /** gRPC's side of the stream: every callback becomes a task of the loop. */
  private final class Calls implements ClientResponseObserver<UpstreamBatch, UpstreamAnswer> {
    private final BusinessStreamListener listener;
    private volatile @Nullable ClientCallStreamObserver<UpstreamBatch> requests;

    Calls(BusinessStreamListener listener) {
      this.listener = listener;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<UpstreamBatch> stream) {
      requests = stream;
      stream.setOnReadyHandler(() ->
          onLoop(() -> {
            reached = true;
            listener.ready();
          }));
    }

    @Override
    public void onNext(UpstreamAnswer answer) {
      onLoop(() -> listener.answered(BusinessStream.this, answer));
    }

    @Override
    public void onError(Throwable error) {
      onLoop(() -> listener.ended(BusinessStream.this, String.valueOf(error.getMessage())));
    }

    @Override
    public void onCompleted() {
      onLoop(() -> listener.ended(BusinessStream.this, "the business ended the stream"));
    }

    /** An answer must not be lost: when the mailbox is full the loop's own queue takes it. */
    private void onLoop(Runnable task) {
      if (!loop.mailbox().offer(task)) {
        loop.executor()
            .execute(() -> {
              task.run();
              loop.endBatch();
            });
      }
    }
  }
}
