package io.drawbridge.business.upstream;

import io.drawbridge.business.push.PushId;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Refusal;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one lane in one batch, one after the other until the end or the first refusal.
 * Threads: one at a time.
 */
final class LaneRun {
  /** A failing handler is not asked more often than this for a lane. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private static final Answer FAILED = Answer.busy(AFTER_FAILURE, "the business failed to answer");
  private static final Answer LATE =
      Answer.busy(AFTER_FAILURE, "the business did not answer in time");

  private final NamedLane named;
  private final List<UpstreamMessage> messages;
  private final OpenBatch batch;
  private final Business business;
  private final List<Reply> replies = new ArrayList<>(0);
  private int next;
  private @Nullable Refusal refusal;
  private @Nullable LaneRun follower;
  private boolean over;

  LaneRun(NamedLane named, List<UpstreamMessage> messages, OpenBatch batch, Business business) {
    this.named = named;
    this.messages = messages;
    this.batch = batch;
    this.business = business;
  }

  LaneKey lane() {
    return named.key();
  }

  /** False when this run is over and the other may start at once. */
  synchronized boolean followedBy(LaneRun run) {
    follower = run;
    return !over;
  }

  /** Ends this run's turn; answers whose turn it is. */
  synchronized @Nullable LaneRun endTurn() {
    over = true;
    return follower;
  }

  /** Works until a handler does not answer at once; true when everything is answered. */
  boolean advance() {
    while (refusal == null && next < messages.size()) {
      UpstreamMessage message = messages.get(next);
      CompletableFuture<Answer> answer = answer(message);
      if (!answer.isDone()) {
        waitFor(answer, message);
        return false;
      }
      settle(message, answer.join());
    }
    batch.answered(laneAnswer(), replies);
    return true;
  }

  /** Never fails. */
  private CompletableFuture<Answer> answer(UpstreamMessage message) {
    try {
      LaneProgress progress = business.store().enter(named.key(), named.connectNumber());
      LaneStep.Verdict verdict = step(message).against(progress);
      if (verdict != LaneStep.Verdict.NEW) {
        return CompletableFuture.completedFuture(verdict.answer());
      }
      if (nanosLeft() <= 0) {
        return CompletableFuture.completedFuture(LATE);
      }
      return business
          .handlerOf(named.key())
          .handle(toClient(message))
          .toCompletableFuture()
          .thenApply(answer -> remember(message, answer))
          .exceptionally(failure -> failed(failure));
    } catch (RuntimeException failure) {
      return CompletableFuture.completedFuture(failed(failure));
    }
  }

  private LaneStep step(UpstreamMessage message) {
    return new LaneStep(named.key(), named.connectNumber(), message.getSeq());
  }

  private Answer remember(UpstreamMessage message, Answer answer) {
    Objects.requireNonNull(
        answer, "answer of the handler"); // a handler may not be checked for null
    if (answer instanceof Answer.Accepted) {
      business.store().accepted(named.key(), message.getSeq());
    }
    return answer;
  }

  private long nanosLeft() {
    return batch.answerByNanos() - business.nanoClock().getAsLong();
  }

  private Answer failed(Throwable failure) {
    boolean unused = business.failures().failed(named.key(), failure);
    return FAILED;
  }

  private void waitFor(CompletableFuture<Answer> answer, UpstreamMessage message) {
    var unused =
        answer
            .copy() // the late answer itself is still remembered
            .orTimeout(Math.max(1, nanosLeft()), TimeUnit.NANOSECONDS)
            .whenComplete((inTime, failure) -> goOn(message, inTime, failure));
  }

  private void goOn(UpstreamMessage message, @Nullable Answer inTime, @Nullable Throwable failure) {
    if (inTime != null) {
      settle(message, inTime);
      business.turns().advance(this);
    } else {
      settle(message, failure instanceof TimeoutException ? LATE : FAILED);
      // Not on the JDK's one thread for timeouts: handlers of the lane's next run are called here.
      ForkJoinPool.commonPool().execute(() -> business.turns().advance(this));
    }
  }

  private void settle(UpstreamMessage message, Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      refusal = toRefusal(refused);
      return;
    }
    next++;
    ((Answer.Accepted) answer)
        .reply()
        .ifPresent(body ->
            replies.add(
                Reply.newBuilder()
                    .setLane(named.number())
                    .setSeq(message.getSeq())
                    .setId(PushId.random().toBytes())
                    .setBody(body)
                    .build()));
  }

  private LaneAnswer laneAnswer() {
    LaneAnswer.Builder answer = LaneAnswer.newBuilder().setLane(named.number());
    if (refusal != null) {
      // Numbers are missing where the client gave them up: the refused one less 1 is always right.
      return answer.setAcceptedTo(messages.get(next).getSeq() - 1).setRefusal(refusal).build();
    }
    long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).getSeq();
    return answer.setAcceptedTo(last).build();
  }

  private ClientMessage toClient(UpstreamMessage message) {
    return new ClientMessage(
        named.key(),
        named.connectNumber(),
        named.session(),
        message.getSeq(),
        message.getRepeat(),
        message.getBody(),
        message.hasTrace() ? Optional.of(message.getTrace()) : Optional.empty());
  }

  private static Refusal toRefusal(Answer.Refused refused) {
    return Refusal.newBuilder()
        .setReason(refused.reason())
        .setRetryAfterMillis((int) refused.retryAfter().toMillis())
        .setFinal(refused.isFinal())
        .setText(refused.text())
        .build();
  }
}
