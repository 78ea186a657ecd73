package io.drawbridge.recorder.business;

import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.recorder.history.Entry;
import java.util.concurrent.CompletionStage;

/** Where messages have their effect. Threads: any. */
interface Ledger extends AutoCloseable {
  /** The message has its effect unless it is a repeat or overtaken. */
  CompletionStage<LaneStep.Verdict> effect(LaneStep step, Entry effect);

  @Override
  void close();
}
