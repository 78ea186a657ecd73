package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.controlplane.waves.FleetCourse;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Goes on with restarts of all regions: records where they stand, and an operation for the next
 * region, which then goes on by itself, here or there. On the operations' thread.
 */
final class FleetLeader {
  private final String region;
  private final List<String> regions;
  private final Ledger ledger;
  private final Recorder recorder;
  private final InstantSource clock;

  /** {@code regions}: all, in the order in which they are restarted. */
  FleetLeader(
      String region, List<String> regions, Ledger ledger, Recorder recorder, InstantSource clock) {
    this.region = region;
    this.regions = List.copyOf(regions);
    this.ledger = ledger;
    this.recorder = recorder;
    this.clock = clock;
  }

  void goOn(Operation operation) throws Unavailable {
    Map<String, Operation> begun =
        ledger.all().stream()
            .filter(each -> each.getOrder().getParent().equals(operation.getId()))
            .collect(Collectors.toMap(Operation::getRegion, Function.identity()));
    FleetCourse.Move move = FleetCourse.next(operation, regions, begun);
    Operation next = Course.shortened(move.operation());
    if (isWorthWriting(operation, next)
        && recorder.recorded(next, "", Elsewhere.note(operation, next)).isEmpty()) {
      return;
    }
    String by = operation.getOrder().getRequestedBy();
    if (move.begin().isPresent()) {
      var _ = recorder.recorded(child(operation, move.begin().get()), by, "asked for");
    }
    Optional<Operation> stopped = move.stop().flatMap(this::aborted);
    if (stopped.isPresent()) {
      var _ = recorder.recorded(stopped.get(), by, "abort");
    }
  }

  private boolean isWorthWriting(Operation before, Operation next) {
    if (next.equals(before)) {
      return false;
    }
    long age = clock.millis() - before.getUpdatedUnixMillis();
    return next.getState() != before.getState() || age >= Attendance.PROGRESS_EVERY.toMillis();
  }

  /** Of another region it waits until that is heard again, however long that takes. */
  private Operation child(Operation parent, String of) {
    OperationOrder order =
        OperationOrder.newBuilder()
            .setRegion(of)
            .setRequestedBy(parent.getOrder().getRequestedBy())
            .setParent(parent.getId())
            .setRestartWaves(parent.getOrder().getRestartFleet())
            .build();
    return Operation.newBuilder()
        .setId(Elsewhere.childOf(parent.getId(), of))
        .setRegion(of)
        .setOrder(order)
        .setState(OperationState.PENDING)
        .setText(of.equals(region) ? "" : of + " is asked")
        .build();
  }

  private Optional<Operation> aborted(Operation child) {
    return child.getRegion().equals(region) ? Course.abort(child) : Elsewhere.abort(child);
  }
}
