package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Halt;
import io.drawbridge.proto.control.v1.Hold;
import io.drawbridge.proto.control.v1.Move;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.Step;
import io.drawbridge.proto.control.v1.Undrain;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What differs between kinds of operations: their steps, and what takes them back. */
public final class Kinds {
  /** A gateway that was not told otherwise waits as long for those it asked to leave. */
  static final Duration DEFAULT_LINGER = Duration.ofSeconds(30);

  /** A new process starts, rehearses and takes over; the gateway's own limits are lower. */
  static final Duration RESTART_WITHIN = Duration.ofSeconds(90);

  private Kinds() {}

  /** In one word, as in ids and answers. */
  public static String name(OperationOrder order) {
    return order.getKindCase().name().toLowerCase(Locale.ROOT);
  }

  public static boolean isOver(Operation operation) {
    OperationState state = operation.getState();
    return state == OperationState.OPERATION_DONE
        || state == OperationState.FAILED
        || state == OperationState.ABORTED;
  }

  /** True for those of which a gateway can carry out only one at a time. */
  static boolean isExclusive(OperationOrder order) {
    return switch (order.getKindCase()) {
      case DRAIN, UNDRAIN, MOVE, RESTART, RESTART_WAVES, RESTART_FLEET -> true;
      case KICK, KIND_NOT_SET -> false;
    };
  }

  /** The step after {@code number} others; empty = that was all. */
  static Optional<Step> after(Operation operation, int number) {
    Step.Builder next = Step.newBuilder().setOperation(operation.getId()).setNumber(number + 1);
    OperationOrder order = operation.getOrder();
    if (order.hasDrain() && number == 0) {
      return Optional.of(next.setHold(Hold.getDefaultInstance()).build());
    }
    if (order.hasDrain() && number == 1) {
      return Optional.of(next.setDrain(order.getDrain()).build());
    }
    if (number > 0) {
      return Optional.empty();
    }
    return switch (order.getKindCase()) {
      case UNDRAIN -> Optional.of(next.setUndrain(order.getUndrain()).build());
      case KICK -> Optional.of(next.setKick(order.getKick()).build());
      case MOVE -> Optional.of(next.setMove(order.getMove()).build());
      case RESTART -> Optional.of(next.setRestart(restart(operation)).build());
      case DRAIN, RESTART_WAVES, RESTART_FLEET, KIND_NOT_SET -> Optional.empty();
    };
  }

  /** Who is asked again knows by the generation whether it has been done. */
  private static Restart restart(Operation operation) {
    return operation.getOrder().getRestart().toBuilder()
        .setGeneration(operation.getReplaced().getGeneration())
        .build();
  }

  /** The step that takes back what has begun; empty = that is not possible. */
  static Optional<Step> backFrom(Operation operation) {
    Step.Builder next =
        Step.newBuilder()
            .setOperation(operation.getId())
            .setNumber(operation.getStep().getNumber() + 1);
    return switch (operation.getOrder().getKindCase()) {
      case DRAIN -> Optional.of(next.setUndrain(Undrain.getDefaultInstance()).build());
      case MOVE -> Optional.of(next.setHalt(Halt.getDefaultInstance()).build());
      case UNDRAIN, KICK, RESTART, RESTART_WAVES, RESTART_FLEET, KIND_NOT_SET -> Optional.empty();
    };
  }

  /** True if an abort has a meaning once it has begun. */
  static boolean isAbortable(Operation operation) {
    return isOfMany(operation.getOrder()) || backFrom(operation).isPresent();
  }

  /**
   * True for those that go on by operations of their own, and are about no gateway in particular.
   */
  static boolean isOfMany(OperationOrder order) {
    return order.hasRestartWaves() || order.hasRestartFleet();
  }

  /** How long the gateway may take for a step by itself. */
  static Duration planned(Step step) {
    return switch (step.getActionCase()) {
      case DRAIN -> planned(step.getDrain());
      case MOVE -> planned(step.getMove());
      case RESTART -> RESTART_WITHIN;
      case UNDRAIN, HOLD, KICK, HALT, ACTION_NOT_SET -> Duration.ZERO;
    };
  }

  private static Duration planned(Drain drain) {
    return millis(drain.getDeadlineMillis()).plus(linger(drain.getLingerMillis()));
  }

  private static Duration planned(Move move) {
    return millis(move.getDeadlineMillis()).plus(linger(move.getLingerMillis()));
  }

  private static Duration linger(int unsigned) {
    return unsigned == 0 ? DEFAULT_LINGER : millis(unsigned);
  }

  private static Duration millis(int unsigned) {
    return Duration.ofMillis(Integer.toUnsignedLong(unsigned));
  }
}
