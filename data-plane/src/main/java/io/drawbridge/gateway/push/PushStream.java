package io.drawbridge.gateway.push;

import io.drawbridge.gateway.measure.PushOutcomes;
import io.drawbridge.gateway.stream.BatchingSender;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.SessionFate;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One business's Publish stream. Reads on only while few of its pushes are unanswered, so that a
 * fast business waits in its own send buffer and not in this process.
 *
 * <p>Threads: gRPC's for what comes in; answers from any.
 */
final class PushStream implements StreamObserver<PushBatch> {
  /** Pushes of one stream whose answer has not left above which the next batch is not read. */
  static final int MAX_OPEN = 8_192;

  /** Pushes in one batch. */
  static final int MAX_BATCH = 4_096;

  private final PushRouter router;
  private final PushOutcomes outcomes;
  private final ServerCallStreamObserver<PushAnswer> answers;
  private final BatchingSender<PushFate, PushAnswer> sender;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger owedRequests = new AtomicInteger();
  private String app = "";
  private final Consumer<PushStream> over;
  private volatile boolean halfClosed;
  private volatile boolean leaving;

  /** {@code over}: told when nothing more comes on it. */
  PushStream(
      PushRouter router,
      PushOutcomes outcomes,
      ServerCallStreamObserver<PushAnswer> answers,
      Consumer<PushStream> over) {
    this.over = over;
    this.router = router;
    this.outcomes = outcomes;
    this.answers = answers;
    this.sender =
        new BatchingSender<>(
            MAX_OPEN + MAX_BATCH,
            fates -> PushAnswer.newBuilder().addAllFates(fates).setLeaving(leaving).build());
    answers.disableAutoRequest();
    answers.setOnReadyHandler(() -> {
      sender.drain();
      requestWhenFew();
    });
    answers.setOnCancelHandler(this::stop);
  }

  void start() {
    sender.start(answers);
    answers.request(1);
  }

  /** Tells the business to go on elsewhere; what comes is answered until it does. */
  void leave() {
    leaving = true;
    boolean _ = sender.offer(PushFate.getDefaultInstance()); // of no push: so that an answer goes
  }

  private void stop() {
    sender.stop();
    over.accept(this);
  }

  @Override
  public void onNext(PushBatch batch) {
    if (app.isEmpty()) {
      app = batch.getApp();
    }
    if (app.isEmpty() || batch.getPushesCount() > MAX_BATCH) {
      refuse(batch);
      return;
    }
    open.addAndGet(batch.getPushesCount());
    owedRequests.incrementAndGet();
    batch.getPushesList().forEach(this::push);
    requestWhenFew();
  }

  private void refuse(PushBatch batch) {
    String problem =
        app.isEmpty()
            ? "app: empty in the first batch (expected: the app of all pushes)"
            : "pushes: " + batch.getPushesCount() + " (expected: <= " + MAX_BATCH + " in a batch)";
    sender.stop();
    answers.onError(Status.INVALID_ARGUMENT.withDescription(problem).asRuntimeException());
  }

  private void push(PushMessage push) {
    PushCheck.problemOf(push)
        .ifPresentOrElse(
            problem -> answer(push, List.of(FateCollector.fate(Outcome.INVALID_PUSH, problem))),
            () -> router.route(app, push, fates -> answer(push, fates)));
  }

  private void answer(PushMessage push, List<SessionFate> fates) {
    outcomes.count(fates);
    sender.offer(PushFate.newBuilder().setNumber(push.getNumber()).addAllSessions(fates).build());
    open.decrementAndGet();
    completeWhenAnswered();
    requestWhenFew();
  }

  private void requestWhenFew() {
    if (open.get() + sender.waiting() < MAX_OPEN) {
      int owed = owedRequests.getAndSet(0);
      if (owed > 0) {
        answers.request(owed);
      }
    }
  }

  @Override
  public void onError(Throwable error) {
    stop();
  }

  /** The business pushes nothing more, and hears of what it has pushed. */
  @Override
  public void onCompleted() {
    halfClosed = true;
    completeWhenAnswered();
  }

  private void completeWhenAnswered() {
    if (halfClosed && open.get() == 0) {
      over.accept(this);
      sender.complete();
    }
  }
}
