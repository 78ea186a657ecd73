package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.time.Duration;
import java.util.Optional;

/** What one leader remembers of an operation beyond what is recorded. One thread. */
final class Attendance {
  /** A directive or its result may get lost with a stream. */
  static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(2);

  /** etcd's writes do not grow with reports: a progress is worth one a second. */
  static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final Sight sight;
  private final Switchboard switchboard;
  private int step;
  private long stepNanos;
  private long writtenNanos;
  private Optional<Long> sentNanos = Optional.empty();
  private Optional<Generation> outSince = Optional.empty();

  Attendance(Operation operation, Sight sight, Switchboard switchboard, long nowNanos) {
    this.sight = sight;
    this.switchboard = switchboard;
    this.step = operation.getStep().getNumber();
    this.stepNanos = nowNanos;
    this.writtenNanos = nowNanos;
  }

  Seen look(Operation operation, long nowNanos) {
    String gateway = operation.getOrder().getGateway();
    Optional<Generation> out = sight.outOfPlacement(gateway);
    outSince = out.isEmpty() ? out : outSince.or(() -> out);
    return new Seen(
        sight.process(gateway),
        sight.isGone(gateway),
        outSince.filter(sight::isApplied).isPresent(),
        switchboard.result(operation.getId()),
        Duration.ofNanos(nowNanos - stepNanos));
  }

  /** False while nothing but the progress is new, and that was written just now. */
  boolean isWorthWriting(Operation before, Operation next, long nowNanos) {
    return next.getState() != before.getState()
        || next.getStep().getNumber() != before.getStep().getNumber()
        || nowNanos - writtenNanos >= PROGRESS_EVERY.toNanos();
  }

  void recorded(Operation operation, long nowNanos) {
    writtenNanos = nowNanos;
    if (operation.getStep().getNumber() != step) {
      step = operation.getStep().getNumber();
      stepNanos = nowNanos;
      sentNanos = Optional.empty();
    }
  }

  /** True if the gateway should be told the recorded step, which it then counts as told. */
  boolean shouldSend(Operation operation, long nowNanos) {
    boolean done =
        switchboard
            .result(operation.getId())
            .filter(result -> result.getStep() == step)
            .map(DirectiveResult::getKind)
            .filter(kind -> kind == ResultKind.DONE)
            .isPresent();
    boolean due = sentNanos.isEmpty() || nowNanos - sentNanos.get() >= SEND_AGAIN_AFTER.toNanos();
    if (step == 0 || done || !due) {
      return false;
    }
    sentNanos = Optional.of(nowNanos);
    return true;
  }
}
