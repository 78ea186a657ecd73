package io.drawbridge.gateway.control;

import io.drawbridge.gateway.drain.Errand;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.ResultKind;

/**
 * The last step of an operation and what became of it.
 *
 * @param result as it was when the step began
 * @param work what it began
 */
record Performed(DirectiveResult result, Work work) {
  /** What a step does after it was answered for the first time. */
  sealed interface Work {
    /** The step was done at once, or was refused. */
    record None() implements Work {}

    record OfClients(Errand errand) implements Work {}

    record OfProcess(Undertaking undertaking) implements Work {}
  }

  static Performed atOnce(DirectiveResult.Builder result) {
    return new Performed(result.build(), new Work.None());
  }

  static Performed with(Errand errand, DirectiveResult.Builder result) {
    return new Performed(result.build(), new Work.OfClients(errand));
  }

  static Performed with(Undertaking undertaking, DirectiveResult.Builder result) {
    return new Performed(result.build(), new Work.OfProcess(undertaking));
  }

  int number() {
    return result.getStep();
  }

  /** As of now, for the leader that asks. */
  DirectiveResult result(Fence asker) {
    DirectiveResult.Builder now = result.toBuilder().setFence(asker);
    switch (work) {
      case Work.None() -> {}
      case Work.OfClients(Errand errand) -> {
        boolean over = errand.isOver(); // before the progress, which then is the last one
        now.setKind(over ? ResultKind.DONE : ResultKind.IN_PROGRESS).setProgress(errand.progress());
      }
      case Work.OfProcess(Undertaking undertaking) ->
          now.setKind(undertaking.kind()).setText(undertaking.text());
    }
    return now.build();
  }

  /** A process that was started is not stopped: it takes over, or fails. */
  void stop() {
    if (work instanceof Work.OfClients(Errand errand)) {
      errand.stop();
    }
  }

  boolean takesItsTime() {
    return !(work instanceof Work.None);
  }

  boolean isUnderWay() {
    return switch (work) {
      case Work.None() -> false;
      case Work.OfClients(Errand errand) -> !errand.isOver();
      case Work.OfProcess(Undertaking undertaking) -> undertaking.kind() == ResultKind.IN_PROGRESS;
    };
  }
}
