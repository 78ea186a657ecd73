package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.PauseOrder;

/** Operations that begin others one after another, and wait with that when they are told. Pure. */
final class Pausing {
  private Pausing() {}

  /** True while pausing has a meaning. */
  static boolean isPausable(Operation operation) {
    OperationState state = operation.getState();
    return Kinds.isOfMany(operation.getOrder())
        && (state == OperationState.PENDING || state == OperationState.RUNNING);
  }

  /**
   * As it should be recorded.
   *
   * @param elsewhere another region carries it out, which is told when it has taken it
   */
  static Operation of(Operation operation, PauseOrder order, boolean elsewhere) {
    if (operation.getPaused() == order.getPaused()) {
      return operation;
    }
    Operation.Builder next = operation.toBuilder().setPaused(order.getPaused()).clearUntoldPause();
    if (operation.hasWaves()) { // it is not known any more
      next.setWaves(operation.getWaves().toBuilder().clearEtaMillis());
    }
    boolean nobodyToTell = operation.getChild().isEmpty() && !order.getPaused();
    if (elsewhere && !nobodyToTell) {
      next.setUntoldPause(order.toBuilder().clearOperation());
    }
    return next.build();
  }

  /**
   * Likewise, by what the region that carries it out says: what it was not told yet still holds.
   */
  static Operation heard(Operation operation, Operation child) {
    boolean untold =
        operation.hasUntoldPause()
            && isPausable(child)
            && child.getPaused() != operation.getPaused();
    return untold
        ? operation
        : operation.toBuilder().setPaused(child.getPaused()).clearUntoldPause().build();
  }

  /** Goes on to its end: there is nothing to wait with any more. */
  static Operation.Builder ended(Operation operation) {
    return operation.toBuilder().clearPaused().clearUntoldPause();
  }

  /** True if its region is not to be asked to begin, as far as is known. */
  static boolean isHeldHere(Operation operation) {
    return operation.getPaused()
        && operation.getChild().isEmpty()
        && operation.getState() == OperationState.PENDING;
  }
}
