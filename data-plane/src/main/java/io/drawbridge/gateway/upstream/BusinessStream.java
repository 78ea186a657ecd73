package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Exchange stream from one loop to one business instance: numbers its batches and lanes, keeps
 * what it owes them, and brings gRPC's callbacks to the loop.
 *
 * <p>Threads: the loop only; callbacks arrive on gRPC's thread and are handed over.
 */
final class BusinessStream {
  /** Batches without an answer; lanes beyond are parked, bounded by their own windows. */
  static final int MAX_OPEN_BATCHES = 256;

  private static final Logger log = LoggerFactory.getLogger(BusinessStream.class);

  private final Loop loop;
  private final Service service;
  private final BusinessInstance instance;
  private final ServiceBudget budget;
  private final Map<Long, OpenBatch> open = new HashMap<>();
  private final Map<Integer, LaneRoute> lanes = new HashMap<>(); // those that have a number
  private List<LaneRoute> parked = new ArrayList<>();
  private List<Integer> endedLanes = new ArrayList<>();
  private final Calls calls;
  private final long madeNanos;
  private long lastBatch;
  private int lastLane;
  private long lastUsedNanos;
  private boolean reached;
  private boolean ended;

  /** What a stream is for. */
  record Key(Service service, BusinessInstance instance) {}

  BusinessStream(
      Loop loop, Key key, ServiceBudget budget, BusinessStreamListener listener, long nowNanos) {
    this.loop = loop;
    this.service = key.service();
    this.instance = key.instance();
    this.budget = budget;
    this.madeNanos = nowNanos;
    this.lastUsedNanos = nowNanos;
    this.calls = new Calls(listener);
    UpstreamGrpc.newStub(instance.channelForStream(loop.executor())).exchange(calls);
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

  boolean hasOpenBatches() {
    return !open.isEmpty();
  }

  // Lanes.

  /** Gives the lane a number, as it uses this stream for the first time, or under a new dial. */
  void name(LaneRoute route) {
    if (route.number() != 0) {
      endLane(route.number());
    }
    lanes.put(++lastLane, route);
    route.name(lastLane);
  }

  /** The lane behind a number, until it leaves the stream. */
  @Nullable LaneRoute lane(int number) {
    return lanes.get(number);
  }

  /** The lanes that have a number. */
  Collection<LaneRoute> lanes() {
    return lanes.values();
  }

  /** The business is told with the next batch that the number stands for nobody any more. */
  void endLane(int number) {
    lanes.remove(number);
    if (!ended) {
      endedLanes.add(number);
    }
  }

  boolean hasEndedLanes() {
    return !endedLanes.isEmpty();
  }

  /** The numbers that the next batch ends. */
  List<Integer> takeEndedLanes() {
    List<Integer> taken = endedLanes;
    endedLanes = new ArrayList<>();
    return taken;
  }

  /** The lane waits until this stream takes batches, or has ended. */
  void park(LaneRoute route) {
    parked.add(route);
  }

  /** The lanes that waited. */
  List<LaneRoute> takeParked() {
    List<LaneRoute> taken = parked;
    parked = new ArrayList<>();
    return taken;
  }

  // Batches.

  /** The number for the next batch. */
  long nextBatch() {
    return ++lastBatch;
  }

  void send(UpstreamBatch batch, OpenBatch openBatch) {
    open.put(batch.getId(), openBatch);
    lastUsedNanos = openBatch.sentNanos();
    ClientCallStreamObserver<UpstreamBatch> requests = calls.requests;
    if (requests != null) {
      requests.onNext(batch);
    }
  }

  /** The batch that is answered, or null when it is not open. */
  @Nullable OpenBatch close(long number) {
    OpenBatch batch = open.remove(number);
    if (batch != null) {
      budget.closed(batch.messages());
    }
    return batch;
  }

  /** Every batch without an answer, and none any more: the stream has ended. */
  List<OpenBatch> closeAll() {
    ended = true;
    List<OpenBatch> batches = List.copyOf(open.values());
    open.clear();
    batches.forEach(batch -> budget.closed(batch.messages()));
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

  /** True when nobody has used it since {@code nanos}, and nobody is about to. */
  boolean isUnusedSince(long nanos) {
    return lanes.isEmpty() && parked.isEmpty() && open.isEmpty() && lastUsedNanos - nanos < 0;
  }

  /** Ends the stream from this side. */
  void cancel(String why) {
    ClientCallStreamObserver<UpstreamBatch> requests = calls.requests;
    if (requests != null) {
      requests.cancel(why, null);
    }
  }

  /**
   * gRPC's side of the stream, on the loop where that is the channel's too. An answer comes from
   * its socket and is handled at once. What gRPC may say while it is being called is handled later.
   */
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
            listener.ready(BusinessStream.this);
          }));
    }

    @Override
    public void onNext(UpstreamAnswer answer) {
      if (loop.executor().inEventLoop()) {
        answered(answer);
        loop.endBatchAfterReads();
      } else {
        onLoop(() -> answered(answer));
      }
    }

    /** A defect must not end the stream, which is every lane's. */
    private void answered(UpstreamAnswer answer) {
      try {
        listener.answered(BusinessStream.this, answer);
      } catch (RuntimeException e) {
        log.error("an answer of {} could not be handled; the stream goes on", instance, e);
      }
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
