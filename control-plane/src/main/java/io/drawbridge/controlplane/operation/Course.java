package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Progress;
import io.drawbridge.proto.control.v1.Replaced;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * How an operation goes on. Pure: what it answers becomes true when it is recorded, and only then
 * is a gateway told.
 *
 * <pre>
 * PENDING -> RUNNING (step 1, 2, ...) -> DONE | FAILED
 *                 |
 *              abort -> ABORTING (one step that takes it back) -> ABORTED | FAILED
 * </pre>
 */
final class Course {
  /** How long those who place clients may take to hear that a gateway takes no new ones. */
  static final Duration CONFIRM_WITHIN = Duration.ofSeconds(10);

  /** How much later than planned a gateway may answer: it may have to attach again first. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  static final int MAX_TEXT = 512;

  private Course() {}

  /** The operation as it should be now, without times; empty = as it is. */
  static Optional<Operation> next(Operation operation, Seen seen) {
    return switch (operation.getState()) {
      case PENDING -> begin(operation, seen);
      case RUNNING, ABORTING -> underWay(operation, seen);
      case OPERATION_DONE, FAILED, ABORTED, OPERATION_STATE_UNSPECIFIED, UNRECOGNIZED ->
          Optional.empty();
    };
  }

  /** As it should be when somebody wants it to stop; empty = it cannot be stopped. */
  static Optional<Operation> abort(Operation operation) {
    if (operation.getState() == OperationState.PENDING) {
      return Optional.of(end(operation, OperationState.ABORTED, "before it began"));
    }
    if (operation.getState() != OperationState.RUNNING) {
      return Optional.empty();
    }
    if (Kinds.isOfMany(
        operation.getOrder())) { // what it has begun ends, and nothing further begins
      return Optional.of(Pausing.ended(operation).setState(OperationState.ABORTING).build());
    }
    return Kinds.backFrom(operation)
        .map(back -> operation.toBuilder().setState(OperationState.ABORTING).setStep(back).build());
  }

  private static Optional<Operation> begin(Operation operation, Seen seen) {
    if (seen.gone()) {
      return Optional.of(end(operation, OperationState.FAILED, "the gateway is gone"));
    }
    if (operation.getOrder().hasRestart()) {
      return beginRestart(operation, seen);
    }
    return Optional.of(begun(operation));
  }

  /** Which process is to be replaced is known once one is attached. */
  private static Optional<Operation> beginRestart(Operation operation, Seen seen) {
    if (seen.process().isPresent()) {
      Running process = seen.process().get();
      return Optional.of(
          begun(
              operation.toBuilder()
                  .setReplaced(
                      Replaced.newBuilder()
                          .setGeneration(process.registration().getGeneration())
                          .setArtifact(process.registration().getArtifact())
                          .setVitals(process.vitals()))
                  .build()));
    }
    return seen.stepAge().compareTo(ANSWER_WITHIN) > 0
        ? Optional.of(
            end(
                operation,
                OperationState.FAILED,
                "the gateway is not attached (expected: within "
                    + ANSWER_WITHIN.toSeconds()
                    + " s)"))
        : Optional.empty();
  }

  private static Operation begun(Operation operation) {
    return Kinds.after(operation, 0)
        .map(first -> operation.toBuilder().setState(OperationState.RUNNING).setStep(first).build())
        .orElseGet(() -> end(operation, OperationState.FAILED, "not known to this build"));
  }

  private static Optional<Operation> underWay(Operation operation, Seen seen) {
    Step step = operation.getStep();
    Optional<DirectiveResult> result =
        seen.result().filter(newest -> newest.getStep() == step.getNumber());
    ResultKind kind =
        result.map(DirectiveResult::getKind).orElse(ResultKind.RESULT_KIND_UNSPECIFIED);
    if (kind == ResultKind.DONE) {
      return finished(operation, result.orElseThrow(), seen);
    }
    if (kind == ResultKind.REFUSED_INVALID) {
      return Optional.of(
          end(operation, OperationState.FAILED, "the gateway refused: " + text(result)));
    }
    if (seen.gone()) {
      return Optional.of(gone(operation));
    }
    if (seen.stepAge().compareTo(Kinds.planned(step).plus(ANSWER_WITHIN)) > 0) {
      return Optional.of(end(operation, OperationState.FAILED, tooLate(step, seen, text(result))));
    }
    return result.flatMap(newest -> further(operation, newest));
  }

  private static Optional<Operation> finished(
      Operation operation, DirectiveResult result, Seen seen) {
    Operation told = further(operation, result).orElse(operation);
    if (operation.getState() == OperationState.ABORTING) {
      return Optional.of(end(told, OperationState.ABORTED, "taken back"));
    }
    Optional<Step> next = Kinds.after(operation, operation.getStep().getNumber());
    if (next.isEmpty()) {
      return Optional.of(
          end(told, OperationState.OPERATION_DONE, outcome(operation.getStep(), result)));
    }
    boolean ready = seen.outOfAnswers() || seen.stepAge().compareTo(CONFIRM_WITHIN) >= 0;
    return ready ? Optional.of(told.toBuilder().setStep(next.get()).build()) : Optional.empty();
  }

  private static Optional<Operation> further(Operation operation, DirectiveResult result) {
    if (!result.hasProgress() || result.getProgress().equals(operation.getProgress())) {
      return Optional.empty();
    }
    return Optional.of(operation.toBuilder().setProgress(result.getProgress()).build());
  }

  /** Nobody is connected to a process that has left. */
  private static Operation gone(Operation operation) {
    boolean meant = operation.getOrder().hasDrain();
    if (operation.getState() == OperationState.ABORTING) {
      return end(operation, OperationState.ABORTED, "the gateway has left");
    }
    return meant
        ? end(operation, OperationState.OPERATION_DONE, "the gateway has left")
        : end(operation, OperationState.FAILED, "the gateway has left");
  }

  private static Operation end(Operation operation, OperationState state, String text) {
    return Pausing.ended(operation).setState(state).setText(shortened(text)).build();
  }

  private static String outcome(Step step, DirectiveResult result) {
    Progress progress = result.getProgress();
    if (!result.hasProgress()) {
      return step.hasUndrain() ? "it takes clients again" : result.getText();
    }
    if (progress.getTotal() == 0) {
      return "nobody was connected";
    }
    return progress.getLeft() == 0
        ? "everybody has left: " + progress.getTotal()
        : progress.getLeft() + " of " + progress.getTotal() + " clients did not leave in time";
  }

  private static String tooLate(Step step, Seen seen, String said) {
    String why = said.isEmpty() ? "" : "; it said: " + said;
    return "step %d: no end within %d s (the gateway is %s)%s"
        .formatted(
            step.getNumber(),
            seen.stepAge().toSeconds(),
            seen.attached() ? "attached" : "not attached",
            why);
  }

  private static String text(Optional<DirectiveResult> result) {
    return result.map(DirectiveResult::getText).orElse("");
  }

  /** With a text that is not too long for its document. */
  static Operation shortened(Operation operation) {
    return operation.getText().length() <= MAX_TEXT
        ? operation
        : operation.toBuilder().setText(shortened(operation.getText())).build();
  }

  static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
