package io.drawbridge.business.upstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A database that several instances share: one transaction at a time, each whole or not at all. Can
 * be made to lose the word that it committed.
 */
final class TestDatabase implements EffectStore<String> {
  private final List<String> effects = new ArrayList<>();
  private final Map<LaneKey, LaneProgress> lanes = new HashMap<>();
  private boolean losesTheNextAnswer;

  @Override
  public synchronized CompletionStage<LaneStep.Verdict> applyOnce(LaneStep step, String effect) {
    LaneStep.Verdict verdict = step.against(lanes.getOrDefault(step.lane(), LaneProgress.NONE));
    if (verdict == LaneStep.Verdict.NEW) {
      effects.add(effect);
      lanes.put(step.lane(), step.progress());
    }
    if (losesTheNextAnswer) {
      losesTheNextAnswer = false;
      return CompletableFuture.failedFuture(new IllegalStateException("planted: connection lost"));
    }
    return CompletableFuture.completedFuture(verdict);
  }

  synchronized void loseTheNextAnswer() {
    losesTheNextAnswer = true;
  }

  synchronized List<String> effects() {
    return List.copyOf(effects);
  }
}
