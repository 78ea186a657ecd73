package io.drawbridge.business.upstream;

import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One stream of one gateway's event loop. Reads a batch only while what is unanswered is within the
 * limits and the gateway takes answers. Threads: batches come one at a time; answers from any.
 */
final class UpstreamExchange implements StreamObserver<UpstreamBatch> {
  /** More lanes than one event loop of a gateway holds at a time; each costs about 300 bytes. */
  private static final int MAX_LANES = 1 << 18;

  private final Business business;
  private final ServerCallStreamObserver<UpstreamAnswer> answers;
  private final Consumer<UpstreamExchange> onEnd;
  private final Map<Integer, NamedLane> lanes = new HashMap<>(); // the stream's thread alone
  // Guarded by this:
  private int openBatches;
  private int openMessages;
  private long openBytes;
  private boolean reading = true; // a request for one batch is out
  private boolean leaving;
  private boolean over;

  UpstreamExchange(
      Business business,
      ServerCallStreamObserver<UpstreamAnswer> answers,
      Consumer<UpstreamExchange> onEnd) {
    this.business = business;
    this.answers = answers;
    this.onEnd = onEnd;
  }

  /** Called once, inside the call's start. */
  void open() {
    answers.disableAutoRequest();
    answers.setOnCancelHandler(this::end);
    answers.setOnReadyHandler(this::readMore);
    answers.request(1);
  }

  /** Reads nothing more, answers what is open, then ends the stream. */
  synchronized void leave() {
    leaving = true;
    endWhenAnswered();
  }

  @Override
  public void onNext(UpstreamBatch batch) {
    List<LaneRun> runs;
    try {
      runs = enter(batch);
    } catch (StatusRuntimeException malformed) {
      fail(malformed);
      return;
    }
    for (LaneRun run : runs) {
      business.turns().take(run);
    }
    readMore();
  }

  @Override
  public void onError(Throwable cancelled) {
    end();
  }

  @Override
  public void onCompleted() {
    leave();
  }

  /** Called by the batch when its last lane is answered. */
  synchronized void answered(OpenBatch batch, UpstreamAnswer answer) {
    openBatches--;
    openMessages -= batch.messages();
    openBytes -= batch.bytes();
    if (over) {
      return;
    }
    answers.onNext(answer);
    endWhenAnswered();
    readMore();
  }

  private List<LaneRun> enter(UpstreamBatch batch) {
    OpenBatch open = new OpenBatch(batch, business.answerByNanos(), this);
    List<LaneRun> runs = new ArrayList<>(batch.getLanesCount());
    for (LaneMessages lane : batch.getLanesList()) {
      runs.add(new LaneRun(name(batch, lane), lane.getMessagesList(), open, business));
    }
    batch.getEndedLanesList().forEach(lanes::remove);
    opened(open);
    if (runs.isEmpty()) {
      answered(open, UpstreamAnswer.newBuilder().setBatch(batch.getId()).build());
    }
    return runs;
  }

  /** The lane behind a number; an identity with a known number replaces what it stood for. */
  private NamedLane name(UpstreamBatch batch, LaneMessages lane) {
    if (lane.hasIdentity()) {
      NamedLane named =
          NamedLane.of(lane.getLane(), batch.getApp(), batch.getService(), lane.getIdentity());
      lanes.put(lane.getLane(), named);
      if (lanes.size() > MAX_LANES) {
        throw malformed(
            "lanes: " + lanes.size() + " (expected: <= " + MAX_LANES + " on one stream)");
      }
      return named;
    }
    NamedLane known = lanes.get(lane.getLane());
    if (known == null || !known.isOf(batch.getApp(), batch.getService())) {
      throw malformed(
          "batch "
              + batch.getId()
              + (", lane "
                  + lane.getLane()
                  + ": no identity (expected: one at a number's first use")
              + " for a service)");
    }
    return known;
  }

  private static StatusRuntimeException malformed(String because) {
    return Status.INVALID_ARGUMENT.withDescription(because).asRuntimeException();
  }

  private synchronized void opened(OpenBatch batch) {
    reading = false;
    openBatches++;
    openMessages += batch.messages();
    openBytes += batch.bytes();
  }

  private synchronized void readMore() {
    UpstreamLimits limits = business.limits();
    boolean full = openMessages >= limits.inFlightMessages() || openBytes >= limits.inFlightBytes();
    if (!reading && !leaving && !over && !full && answers.isReady()) {
      reading = true;
      answers.request(1);
    }
  }

  private synchronized void endWhenAnswered() {
    if (leaving && !over && openBatches == 0) {
      end();
      answers.onCompleted();
    }
  }

  private synchronized void fail(StatusRuntimeException malformed) {
    if (!over) {
      end();
      answers.onError(malformed);
    }
  }

  private synchronized void end() {
    over = true;
    onEnd.accept(this);
  }
}
