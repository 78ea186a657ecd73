package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.PauseOrder;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What becomes of what is asked for: recorded, or refused. On the operations' thread. */
final class Intake {
  private static final int ID_BITS = 40;
  private static final int ID_RADIX = 32;

  private final String region;
  private final Sight sight;
  private final Ledger ledger;
  private final Errands errands;
  private final Recorder recorder;
  private final InstantSource clock;

  Intake(
      String region,
      Sight sight,
      Ledger ledger,
      Errands errands,
      Recorder recorder,
      InstantSource clock) {
    this.region = region;
    this.sight = sight;
    this.ledger = ledger;
    this.errands = errands;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** While this replica leads. */
  Answer take(OperationOrder order) throws Unavailable {
    Optional<Operation> earlier = earlier(order);
    if (earlier.isPresent()) {
      return isSame(earlier.get().getOrder(), order)
          ? new Answer.Accepted(earlier.get())
          : new Answer.KeyTaken(earlier.get());
    }
    Optional<Answer> refusal =
        isOwn(order) || (!order.hasRestartFleet() && errands.takes(order))
            ? refusal(order)
            : Optional.of(new Answer.UnknownRegion());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Operation asked =
        isOwn(order)
            ? begin(order, OperationState.PENDING)
            : Elsewhere.begin(newId(order), order, clock.millis());
    return accepted(ledger.record(asked, order.getRequestedBy(), "asked for"));
  }

  private Optional<Answer> refusal(OperationOrder order) {
    if (order.getNotAfterUnixMillis() != 0 && clock.millis() > order.getNotAfterUnixMillis()) {
      return Optional.of(new Answer.TooLate());
    }
    if (isOwn(order) && !Kinds.isOfMany(order) && !sight.isKnown(order.getGateway())) {
      return Optional.of(new Answer.UnknownGateway());
    }
    List<Operation> live = ledger.live();
    return live.stream()
        .filter(running -> excludes(running, order))
        .findFirst()
        .<Answer>map(Answer.Conflict::new)
        .or(() -> isOwn(order) ? fullness(live) : errands.fullness(order, live));
  }

  private Optional<Answer> fullness(List<Operation> live) {
    long own = live.stream().filter(operation -> isOwn(operation.getOrder())).count();
    return own >= Operations.MAX_LIVE ? Optional.of(new Answer.Full()) : Optional.empty();
  }

  private Operation begin(OperationOrder order, OperationState state) {
    return Operation.newBuilder()
        .setId(order.getParent().isEmpty() ? newId(order) : childId(order))
        .setRegion(region)
        .setOrder(order)
        .setState(state)
        .build();
  }

  /** Likewise. */
  Answer takeBack(AbortOrder order) throws Unavailable {
    Optional<Operation> operation = ledger.find(order.getOperation());
    if (operation.isEmpty()) {
      return neverBegins(order);
    }
    Optional<Operation> aborted =
        isOwn(operation.get().getOrder())
            ? Course.abort(operation.get())
            : Elsewhere.abort(operation.get());
    if (aborted.isEmpty()) {
      return operation.get().getState() == OperationState.ABORTING
          ? new Answer.Accepted(operation.get())
          : new Answer.NotAbortable(operation.get());
    }
    return accepted(recorder.recorded(aborted.get(), order.getRequestedBy(), "abort"));
  }

  /** What another region stops before it has come: the order may still be on its way. */
  private Answer neverBegins(AbortOrder order) throws Unavailable {
    OperationOrder meant = order.getOrder();
    if (meant.getParent().isEmpty()
        || !isOwn(meant)
        || !childId(meant).equals(order.getOperation())) {
      return new Answer.UnknownOperation();
    }
    Operation stopped =
        begin(meant, OperationState.ABORTED).toBuilder().setText("before it began").build();
    return accepted(ledger.record(stopped, order.getRequestedBy(), "abort"));
  }

  /** Likewise. What it has begun of its own kind waits with it. */
  Answer pause(PauseOrder order) throws Unavailable {
    Optional<Operation> operation = ledger.find(order.getOperation());
    if (operation.isEmpty()) {
      return new Answer.UnknownOperation();
    }
    if (!Pausing.isPausable(operation.get())) {
      return new Answer.NotPausable(operation.get());
    }
    Optional<Operation> recorded = paused(operation.get(), order);
    for (Operation child : ledger.live()) {
      if (recorded.isPresent()
          && child.getOrder().getParent().equals(order.getOperation())
          && Pausing.isPausable(child)
          && paused(child, order).isEmpty()) {
        return new Answer.NotLeading();
      }
    }
    return accepted(recorded);
  }

  /** Empty if this replica does not lead any more. */
  private Optional<Operation> paused(Operation operation, PauseOrder order) throws Unavailable {
    Operation next = Pausing.of(operation, order, !isOwn(operation.getOrder()));
    return next.equals(operation)
        ? Optional.of(operation)
        : recorder.recorded(next, order.getRequestedBy(), order.getPaused() ? "pause" : "resume");
  }

  private static Answer accepted(Optional<Operation> recorded) {
    return recorded.<Answer>map(Answer.Accepted::new).orElseGet(Answer.NotLeading::new);
  }

  private Optional<Operation> earlier(OperationOrder order) {
    return order.getParent().isEmpty()
        ? withKey(order.getIdempotencyKey())
        : ledger.find(childId(order));
  }

  private String childId(OperationOrder order) {
    return Elsewhere.childOf(order.getParent(), region);
  }

  private Optional<Operation> withKey(String key) {
    return key.isEmpty()
        ? Optional.empty()
        : ledger.all().stream()
            .filter(known -> known.getOrder().getIdempotencyKey().equals(key))
            .findFirst();
  }

  private boolean isOwn(OperationOrder order) {
    return order.getRegion().isEmpty() || order.getRegion().equals(region);
  }

  private static boolean isSame(OperationOrder one, OperationOrder other) {
    return meaning(one).equals(meaning(other));
  }

  private static OperationOrder meaning(OperationOrder order) {
    return order.toBuilder().clearRequestedBy().clearNotAfterUnixMillis().build();
  }

  private boolean excludes(Operation running, OperationOrder asked) {
    String askedRegion = asked.getRegion().isEmpty() ? region : asked.getRegion();
    return running.getRegion().equals(askedRegion)
        && running.getOrder().getGateway().equals(asked.getGateway())
        && Kinds.isExclusive(running.getOrder())
        && Kinds.isExclusive(asked);
  }

  /** The kind, and 40 random bits. */
  private String newId(OperationOrder order) {
    long random = ThreadLocalRandom.current().nextLong(1L << ID_BITS);
    String id = Kinds.name(order) + "-" + Long.toString(random, ID_RADIX);
    return ledger.find(id).isEmpty() ? id : newId(order);
  }
}
