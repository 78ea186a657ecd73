package io.drawbridge.recorder.business;

import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.business.upstream.LaneKey;
import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.business.upstream.UpstreamHandler;
import io.drawbridge.recorder.body.Question;
import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Handles messages at the counter of a shop: each has its effect in the ledger once, and is
 * answered as it asks.
 */
final class Counter implements UpstreamHandler {
  private final Ledger ledger;
  private final Recorder recorder;
  private final Answers answers;

  Counter(Ledger ledger, Recorder recorder, Answers answers) {
    this.ledger = ledger;
    this.recorder = recorder;
    this.answers = answers;
  }

  @Override
  public CompletionStage<Answer> handle(ClientMessage message) {
    Question question = Question.of(ByteBuffer.wrap(message.body().toByteArray()));
    recorder.write(
        Kind.RECEIVED,
        question.client(),
        message.repeat() ? 1 : 0,
        question.number(),
        message.seq(),
        message.connectNumber());
    return worked(question)
        .thenCompose(_ -> ledger.effect(message.step(), effect(message, question)))
        .thenApply(verdict -> answer(verdict, message, question));
  }

  private static CompletionStage<Void> worked(Question question) {
    if (question.workMillis() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    Executor later =
        CompletableFuture.delayedExecutor(question.workMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, later);
  }

  private static Entry effect(ClientMessage message, Question question) {
    return new Entry(
        Kind.EFFECT,
        question.client(),
        System.nanoTime(),
        fingerprint(message.lane()),
        question.number(),
        message.seq(),
        message.connectNumber());
  }

  private Answer answer(LaneStep.Verdict verdict, ClientMessage message, Question question) {
    int code = verdict == LaneStep.Verdict.OVERTAKEN ? 1 : 0;
    recorder.write(Kind.ANSWERED, question.client(), code, question.number(), message.seq(), 0);
    return verdict == LaneStep.Verdict.NEW ? answers.to(message, question) : verdict.answer();
  }

  /** Two lanes of one run have the same by an accident of 1 in 2^63 only. */
  private static long fingerprint(LaneKey lane) {
    long hash = lane.epoch();
    for (int part : new int[] {lane.hashCode(), lane.user().hashCode(), lane.service()}) {
      hash = (hash ^ part) * 0x9e3779b97f4a7c15L;
    }
    return hash | 1; // never 0
  }
}
