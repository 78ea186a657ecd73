package io.drawbridge.recorder.business;

import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Recorder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Effects in this process's own file. It trusts the library altogether: what reaches the handler
 * has an effect, so that a fault of the library shows.
 */
final class MemoryLedger implements Ledger {
  private final Recorder recorder;

  MemoryLedger(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public CompletionStage<LaneStep.Verdict> effect(LaneStep step, Entry effect) {
    recorder.write(effect);
    return CompletableFuture.completedFuture(LaneStep.Verdict.NEW);
  }

  @Override
  public void close() {}
}
