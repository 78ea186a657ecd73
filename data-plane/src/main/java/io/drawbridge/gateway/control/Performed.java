package io.drawbridge.gateway.control;

import io.drawbridge.gateway.drain.Errand;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.ResultKind;
import java.util.Optional;

/**
 * The last step of an operation and what became of it.
 *
 * @param result as it was when the step began
 * @param errand what it began, if that takes its time
 */
record Performed(DirectiveResult result, Optional<Errand> errand) {
  int number() {
    return result.getStep();
  }

  /** As of now, for the leader that asks. */
  DirectiveResult result(Fence asker) {
    DirectiveResult.Builder now = result.toBuilder().setFence(asker);
    errand.ifPresent(at -> {
      boolean over = at.isOver(); // before the progress, which then is the last one
      now.setKind(over ? ResultKind.DONE : ResultKind.IN_PROGRESS).setProgress(at.progress());
    });
    return now.build();
  }

  void stop() {
    errand.ifPresent(Errand::stop);
  }

  boolean isUnderWay() {
    return errand.isPresent() && !errand.get().isOver();
  }
}
