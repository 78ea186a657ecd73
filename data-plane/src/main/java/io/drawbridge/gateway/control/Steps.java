package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries out steps of operations: each once and never backwards. Asked again, the last step of an
 * operation answers how it stands; a later one ends what it still does.
 *
 * <p>Threads: one.
 */
final class Steps {
  /** Operations whose last step is remembered; older ones are long over. */
  static final int OPERATIONS_REMEMBERED = 256;

  private final ClientControl clients;
  private final RestartControl restarts;
  private final Map<String, Performed> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Performed> eldest) {
          return size() > OPERATIONS_REMEMBERED;
        }
      };
  private final Map<String, Performed> underWay = new LinkedHashMap<>();
  private boolean handsOver;
  private boolean takesOver;

  Steps(ClientControl clients, RestartControl restarts) {
    this.clients = clients;
    this.restarts = restarts;
  }

  DirectiveResult perform(Fence fence, Step step) {
    Performed before = last.get(step.getOperation());
    if (before != null && before.number() == step.getNumber() && !isOfTheProcessBefore(step)) {
      return before.result(fence);
    }
    if (before != null && step.getNumber() < before.number()) {
      return answer(fence, step, ResultKind.REFUSED_FENCED)
          .setText("step: " + step.getNumber() + " (expected: >= " + before.number() + ")")
          .build();
    }
    if (waits(step)) {
      return answer(fence, step, ResultKind.RETRY)
          .setText("this gateway is handed over to its next process (expected: a moment later)")
          .build();
    }
    if (before != null) {
      before.stop();
      underWay.remove(step.getOperation());
    }
    Performed now = begin(fence, step);
    last.put(step.getOperation(), now);
    if (now.takesItsTime()) {
      underWay.put(step.getOperation(), now);
    }
    return now.result(fence);
  }

  /**
   * The next process knows nothing of a step that is begun after it was told of them, and would do
   * it again; and while it takes over, half of the sessions are in the other process. How it takes
   * over itself is asked of it all the same.
   */
  private boolean waits(Step step) {
    boolean isOwnStart = step.hasRestart() && restarts.cameAfter(step.getRestart());
    return handsOver || (takesOver && !isOwnStart);
  }

  /** From here on no step is begun, which the next process is to do. */
  void handOver() {
    handsOver = true;
  }

  /** The next process has gone: steps are begun here again. */
  void goOn() {
    handsOver = false;
  }

  /** The process before has handed over everything, or has gone: steps are begun here. */
  void tookOver() {
    takesOver = false;
  }

  /** That one has begun what this one finishes: its answer is not the last word. */
  private boolean isOfTheProcessBefore(Step step) {
    return step.hasRestart()
        && restarts.cameAfter(step.getRestart())
        && !underWay.containsKey(step.getOperation());
  }

  /** How those stand that take their time; each that is over is told for the last time. */
  List<DirectiveResult> news() {
    List<DirectiveResult> news = new ArrayList<>();
    underWay
        .values()
        .removeIf(performed -> {
          boolean lasts = performed.isUnderWay();
          news.add(performed.result(performed.result().getFence()));
          return !lasts;
        });
    return news;
  }

  /** The last step of each operation as it stands, oldest first. */
  List<DirectiveResult> lastResults() {
    return last.values().stream()
        .map(performed -> performed.result(performed.result().getFence()))
        .toList();
  }

  /** Answers those steps as they stood in the process before; begins none yet. */
  void goOnAfter(List<DirectiveResult> before) {
    takesOver = true;
    before.forEach(
        result -> last.putIfAbsent(result.getOperation(), Performed.atOnce(result.toBuilder())));
  }

  private Performed begin(Fence fence, Step step) {
    DirectiveResult.Builder done = answer(fence, step, ResultKind.DONE);
    return switch (step.getActionCase()) {
      case HOLD -> {
        clients.hold();
        yield Performed.atOnce(done);
      }
      case DRAIN -> Performed.with(clients.drain(step.getDrain()), done);
      case UNDRAIN ->
          clients.undrain() ? Performed.atOnce(done) : refused(done, "this process is stopping");
      case KICK ->
          Performed.atOnce(done.setText("sessions ended: " + clients.kick(step.getKick())));
      case MOVE -> Performed.with(clients.move(step.getMove()), done);
      case HALT -> Performed.atOnce(done); // the step before has been stopped
      case RESTART -> Performed.with(restarts.restart(step.getRestart()), done);
      case ACTION_NOT_SET -> refused(done, "action: not known to this build");
    };
  }

  private static Performed refused(DirectiveResult.Builder result, String why) {
    return Performed.atOnce(result.setKind(ResultKind.REFUSED_INVALID).setText(why));
  }

  private static DirectiveResult.Builder answer(Fence fence, Step step, ResultKind kind) {
    return DirectiveResult.newBuilder()
        .setFence(fence)
        .setOperation(step.getOperation())
        .setStep(step.getNumber())
        .setKind(kind);
  }
}
