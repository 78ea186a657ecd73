package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.Duration;
import java.util.Optional;

/** What an operation that another region carries out becomes by that region's answers. Pure. */
final class Elsewhere {
  /** A region that was cut off for longer is not asked to begin any more. */
  static final Duration TAKE_WITHIN = Duration.ofMinutes(10);

  /** Leaders' clocks; later than this after its time nobody takes an order any more. */
  static final Duration CLOCKS_WITHIN = Duration.ofSeconds(30);

  private Elsewhere() {}

  /** As it is recorded when somebody asks for it. */
  static Operation begin(String id, OperationOrder order, long nowMillis) {
    return Operation.newBuilder()
        .setId(id)
        .setRegion(order.getRegion())
        .setOrder(order.toBuilder().setNotAfterUnixMillis(nowMillis + TAKE_WITHIN.toMillis()))
        .setState(OperationState.PENDING)
        .setText(order.getRegion() + " is asked")
        .build();
  }

  /** The other region says what can be taken back; what it has not taken can be. */
  static Optional<Operation> abort(Operation operation) {
    boolean begun =
        operation.getState() == OperationState.PENDING
            || operation.getState() == OperationState.RUNNING;
    boolean reversible = operation.getChild().isEmpty() || Kinds.isAbortable(operation);
    return begun && reversible
        ? Optional.of(Pausing.ended(operation).setState(OperationState.ABORTING).build())
        : Optional.empty();
  }

  /** What is worth a line of what is new; empty = nothing. */
  static String note(Operation before, Operation next) {
    return next.getState() == before.getState() ? "" : next.getState() + ": " + next.getText();
  }

  /** Id of the operation there. */
  static String child(Operation operation) {
    return childOf(operation.getId(), operation.getRegion());
  }

  static String childOf(String parent, String region) {
    return parent + "/" + region;
  }

  /** What the other region is asked for; the same each time. */
  static OperationOrder order(Operation operation) {
    return operation.getOrder().toBuilder()
        .clearIdempotencyKey()
        .setParent(operation.getId())
        .build();
  }

  /** Nobody has answered who could. */
  static boolean isSilence(Answer answer) {
    return answer instanceof Answer.Unavailable
        || answer instanceof Answer.NotLeading
        || answer instanceof Answer.Full;
  }

  static Operation next(Operation operation, Answer answer, long nowMillis) {
    String region = operation.getRegion();
    return switch (answer) {
      case Answer.Accepted(Operation child) -> mirrored(operation, child);
      case Answer.NotAbortable(Operation child) -> notStopped(operation, child);
      case Answer.NotPausable(Operation child) -> notPaused(operation, child);
      case Answer.Unavailable(String why) -> waiting(operation, why, nowMillis);
      case Answer.NotLeading _ -> waiting(operation, "nobody leads it now", nowMillis);
      case Answer.Full _ -> waiting(operation, "it has as many under way as may be", nowMillis);
      case Answer.Conflict(Operation other) ->
          failed(operation, region + ": " + other.getId() + taken(operation));
      case Answer.KeyTaken(Operation other) ->
          failed(operation, region + ": " + other.getId() + " is something else");
      case Answer.UnknownGateway _ -> failed(operation, region + ": no such gateway");
      case Answer.UnknownOperation _ when Pausing.isHeldHere(operation) -> held(operation);
      case Answer.UnknownOperation _ -> failed(operation, region + " does not know it any more");
      case Answer.UnknownRegion _ -> failed(operation, region + " is not configured any more");
      case Answer.TooLate _ -> tooLate(operation, "it was cut off");
    };
  }

  private static String taken(Operation operation) {
    return operation.getOrder().getGateway().isEmpty() ? " is under way" : " has the gateway";
  }

  private static Operation mirrored(Operation operation, Operation child) {
    boolean stopping = operation.getState() == OperationState.ABORTING && !Kinds.isOver(child);
    return shown(operation, child)
        .setState(stopping ? OperationState.ABORTING : child.getState())
        .build();
  }

  /** It is over there, or cannot be taken back: then it goes on. */
  private static Operation notStopped(Operation operation, Operation child) {
    return shown(operation, child).setState(child.getState()).build();
  }

  private static Operation held(Operation operation) {
    return operation.toBuilder()
        .setText(operation.getRegion() + " is next, paused before it was asked")
        .build();
  }

  /** It is over there, or being stopped. */
  private static Operation notPaused(Operation operation, Operation child) {
    return mirrored(operation.toBuilder().clearUntoldPause().build(), child);
  }

  private static Operation.Builder shown(Operation operation, Operation child) {
    Operation.Builder shown =
        Pausing.heard(operation, child).toBuilder()
            .setChild(child.getId())
            .setText(child.getText())
            .clearProgress();
    if (child.hasStep()) {
      shown.setStep(child.getStep());
    }
    if (child.hasProgress()) {
      shown.setProgress(child.getProgress());
    }
    if (child.hasWaves()) {
      shown.setWaves(child.getWaves());
    }
    return shown;
  }

  /** A region that has taken it goes on by itself, whether it is heard or not. */
  private static Operation waiting(Operation operation, String why, long nowMillis) {
    if (operation.getChild().isEmpty() && isPast(operation, nowMillis)) {
      return operation.getState() == OperationState.ABORTING
          ? ended(operation, OperationState.ABORTED, "before " + operation.getRegion() + " took it")
          : tooLate(operation, why);
    }
    return operation.toBuilder()
        .setText(Course.shortened(operation.getRegion() + " does not answer: " + why))
        .build();
  }

  private static boolean isPast(Operation operation, long nowMillis) {
    long notAfter = operation.getOrder().getNotAfterUnixMillis();
    return notAfter != 0 && nowMillis > notAfter + CLOCKS_WITHIN.toMillis();
  }

  private static Operation tooLate(Operation operation, String why) {
    return failed(
        operation,
        "%s has not taken it within %d min: %s"
            .formatted(operation.getRegion(), TAKE_WITHIN.toMinutes(), why));
  }

  private static Operation failed(Operation operation, String text) {
    return ended(operation, OperationState.FAILED, text);
  }

  private static Operation ended(Operation operation, OperationState state, String text) {
    return Pausing.ended(operation).setState(state).setText(Course.shortened(text)).build();
  }
}
