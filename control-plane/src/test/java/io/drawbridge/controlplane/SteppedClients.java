package io.drawbridge.controlplane;

import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Progress;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a gateway does about steps, with clients that leave when the test says so. */
final class SteppedClients {
  private static final Comparator<Fence> BY_AUTHORITY =
      Comparator.comparingLong(Fence::getFleetGeneration).thenComparingLong(Fence::getLeaderEpoch);

  private final Map<String, Step> last = new LinkedHashMap<>();
  private final List<Directive> taken = new ArrayList<>();
  private final List<Directive> refused = new ArrayList<>();
  private final int total;
  private int left;
  private Fence highest = Fence.getDefaultInstance();
  private GatewayState state = GatewayState.SERVING;
  private String restartRefusal = "";

  SteppedClients(int clients) {
    this.total = clients;
    this.left = clients;
  }

  synchronized SteppedClients left(int clients) {
    left = clients;
    return this;
  }

  /** From now on, in these words. */
  synchronized void refuseRestarts(String because) {
    restartRefusal = because;
  }

  synchronized boolean refusesRestarts() {
    return !restartRefusal.isEmpty();
  }

  synchronized GatewayState state() {
    return state;
  }

  /** Steps that were done, repeats left out. */
  synchronized List<Directive> taken() {
    return List.copyOf(taken);
  }

  synchronized List<Directive> refused() {
    return List.copyOf(refused);
  }

  synchronized DirectiveResult apply(Directive directive) {
    Step step = directive.getStep();
    if (BY_AUTHORITY.compare(directive.getFence(), highest) < 0) {
      refused.add(directive);
      return result(step).setKind(ResultKind.REFUSED_FENCED).build();
    }
    highest = directive.getFence();
    Step before = last.getOrDefault(step.getOperation(), Step.getDefaultInstance());
    if (step.getNumber() < before.getNumber()) {
      refused.add(directive);
      return result(step).setKind(ResultKind.REFUSED_FENCED).build();
    }
    if (step.getNumber() > before.getNumber()) {
      taken.add(directive);
      last.put(step.getOperation(), step);
      if (!step.hasRestart()) {
        state = step.hasUndrain() ? GatewayState.SERVING : GatewayState.GATEWAY_DRAINING;
      }
    }
    return standing(step);
  }

  /** How the last step of each operation stands. */
  synchronized List<DirectiveResult> news() {
    return last.values().stream().map(this::standing).toList();
  }

  private DirectiveResult standing(Step step) {
    DirectiveResult.Builder result = result(step).setKind(ResultKind.DONE);
    if (step.hasRestart() && refusesRestarts()) {
      result.setKind(ResultKind.REFUSED_INVALID).setText(restartRefusal);
    }
    if (step.hasDrain()) {
      result
          .setKind(left == 0 ? ResultKind.DONE : ResultKind.IN_PROGRESS)
          .setProgress(Progress.newBuilder().setTotal(total).setTold(total).setLeft(left));
    }
    return result.build();
  }

  private static DirectiveResult.Builder result(Step step) {
    return DirectiveResult.newBuilder().setOperation(step.getOperation()).setStep(step.getNumber());
  }
}
