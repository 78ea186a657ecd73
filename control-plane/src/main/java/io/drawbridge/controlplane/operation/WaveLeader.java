package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.controlplane.waves.Scene;
import io.drawbridge.controlplane.waves.WaveCourse;
import io.drawbridge.controlplane.waves.WaveCourse.Begin;
import io.drawbridge.controlplane.waves.WaveCourse.Move;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.WaveProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Goes on with restarts in waves: records where they stand, and the restarts of single gateways,
 * which then go on by themselves. On the operations' thread.
 */
final class WaveLeader {
  private final Sight sight;
  private final Ledger ledger;
  private final Recorder recorder;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Map<String, Since> attended = new HashMap<>();

  WaveLeader(
      Sight sight, Ledger ledger, Recorder recorder, InstantSource clock, LongSupplier nanoClock) {
    this.sight = sight;
    this.ledger = ledger;
    this.recorder = recorder;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /**
   * What a leader remembers of one.
   *
   * @param nanos since it knows of it
   * @param wave as it was last
   * @param quietNanos since no restart was under way in that wave
   */
  private record Since(long nanos, int wave, long quietNanos) {}

  void goOn(Operation operation) throws Unavailable {
    Move move = WaveCourse.next(operation, scene(operation));
    Operation next = Course.shortened(move.operation());
    if (isWorthWriting(operation, next)
        && recorder.recorded(next, "", note(operation, next)).isEmpty()) {
      return;
    }
    for (Begin begin : move.begin()) {
      if (ledger.find(begin.id()).isEmpty()
          && recorder
              .recorded(
                  restart(operation, begin), operation.getOrder().getRequestedBy(), "asked for")
              .isEmpty()) {
        return;
      }
    }
  }

  void forget(String id) {
    attended.remove(id);
  }

  void forgetAll() {
    attended.clear();
  }

  private Scene scene(Operation operation) {
    List<Operation> restarts =
        ledger.all().stream()
            .filter(each -> each.getOrder().getParent().equals(operation.getId()))
            .sorted(
                Comparator.comparingLong(Operation::getRequestedUnixMillis)
                    .thenComparing(Operation::getId))
            .toList();
    long now = nanoClock.getAsLong();
    boolean underWay = restarts.stream().anyMatch(each -> !Kinds.isOver(each));
    int wave = operation.getWaves().getWave();
    Since since =
        attended.merge(
            operation.getId(),
            new Since(now, wave, now),
            (before, next) ->
                new Since(
                    before.nanos(),
                    wave,
                    underWay || before.wave() != wave ? now : before.quietNanos()));
    return new Scene(
        restarts,
        sight.attached(),
        sight.known(),
        busy(operation),
        Duration.ofNanos(now - since.nanos()),
        Duration.ofNanos(now - since.quietNanos()));
  }

  /** Gateways that another operation of this region has. */
  private Set<String> busy(Operation operation) {
    return ledger.live().stream()
        .filter(each -> each.getRegion().equals(operation.getRegion()))
        .filter(each -> Kinds.isExclusive(each.getOrder()))
        .map(each -> each.getOrder().getGateway())
        .collect(Collectors.toSet());
  }

  /** The rest can be told by the restarts themselves: once a second is enough. */
  private boolean isWorthWriting(Operation before, Operation next) {
    if (next.equals(before)) {
      return false;
    }
    WaveProgress was = before.getWaves();
    WaveProgress is = next.getWaves();
    return next.getState() != before.getState()
        || is.getWave() != was.getWave()
        || is.getUpto() != was.getUpto()
        || clock.millis() - before.getUpdatedUnixMillis() >= Attendance.PROGRESS_EVERY.toMillis();
  }

  private static String note(Operation before, Operation next) {
    if (next.getState() != before.getState() && next.getState() != OperationState.RUNNING) {
      return next.getState() + ": " + next.getText();
    }
    WaveProgress at = next.getWaves();
    return at.getUpto() == before.getWaves().getUpto()
        ? ""
        : "wave %d: up to %d of %d gateways".formatted(at.getWave(), at.getUpto(), at.getOf());
  }

  private static Operation restart(Operation parent, Begin begin) {
    return Operation.newBuilder()
        .setId(begin.id())
        .setRegion(parent.getRegion())
        .setOrder(
            OperationOrder.newBuilder()
                .setGateway(begin.gateway())
                .setRegion(parent.getRegion())
                .setRequestedBy(parent.getOrder().getRequestedBy())
                .setParent(parent.getId())
                .setRestart(Restart.newBuilder().setArtifact(begin.artifact())))
        .setState(OperationState.PENDING)
        .build();
  }
}
