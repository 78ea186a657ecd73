package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutStage;
import io.drawbridge.proto.control.v1.RolloutState;
import io.drawbridge.proto.control.v1.StageMeasure;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What becomes of a rollout next, by what its leader sees. Pure. */
final class RolloutCourse {
  /** Gateways named in a text. */
  private static final int NAMED = 3;

  private RolloutCourse() {}

  /**
   * The record as it should be written now; empty = as it is.
   *
   * @param leader who notes it
   */
  static Optional<PolicyRecord> next(
      PolicyRecord record, StageWatch.View view, String leader, long nowMillis) {
    Rollout rollout = record.getRollout();
    Optional<String> wrong = view.refusal().map(why -> "refused by " + why).or(view::violation);
    if (wrong.isPresent()) {
      String text =
          "stage %d of %d: %s"
              .formatted(rollout.getStage() + 1, rollout.getStagesCount(), wrong.get());
      return Optional.of(
          over(measured(rollout, view), record, RolloutState.ROLLED_BACK, text, leader, nowMillis));
    }
    RolloutStage stage = rollout.getStages(rollout.getStage());
    long bakeNanos = TimeUnit.MILLISECONDS.toNanos(stage.getBakeMillis());
    boolean baked = view.isComplete() && view.completeForNanos() >= bakeNanos;
    if (!baked || rollout.getPaused() || isUnbegun(rollout, stage)) {
      return with(record, measured(rollout, view).toBuilder().setText(text(rollout, view)).build());
    }
    if (rollout.getStage() + 1 == rollout.getStagesCount()) {
      String text = "in force on " + view.measure().getApplied() + " gateways";
      return Optional.of(
          over(measured(rollout, view), record, RolloutState.ROLLED_OUT, text, leader, nowMillis));
    }
    Rollout further =
        measured(rollout, view).toBuilder().setStage(rollout.getStage() + 1).setText("").build();
    return with(
        record,
        Records.noted(
            further,
            leader,
            "stage %d of %d".formatted(further.getStage() + 1, further.getStagesCount()),
            nowMillis));
  }

  /**
   * With the gateway of the first stage, where it has none or that one has left; empty = none is
   * needed, or none is there.
   */
  static Optional<PolicyRecord> chosen(
      PolicyRecord record, Assignment assignment, Collection<Told> gateways) {
    Rollout rollout = record.getRollout();
    if (rollout.getStages(0).getShare() > 0 || rollout.getStage() > 0) {
      return Optional.empty();
    }
    List<Told> concerned =
        gateways.stream().filter(told -> assignment.isConcerned(told.subject())).toList();
    boolean there =
        concerned.stream().anyMatch(told -> told.gateway().equals(rollout.getFirstGateway()));
    if (there) {
      return Optional.empty();
    }
    return concerned.stream()
        .min(Comparator.comparingDouble(told -> assignment.place(told.subject())))
        .map(first ->
            record.toBuilder()
                .setRollout(rollout.toBuilder().setFirstGateway(first.gateway()))
                .build());
  }

  private static boolean isUnbegun(Rollout rollout, RolloutStage stage) {
    return stage.getShare() == 0 && rollout.getFirstGateway().isEmpty();
  }

  private static PolicyRecord over(
      Rollout rollout,
      PolicyRecord record,
      RolloutState state,
      String text,
      String leader,
      long nowMillis) {
    Rollout ended = Records.ended(rollout, state, text, nowMillis);
    PolicyRecord.Builder next =
        record.toBuilder().setRollout(Records.noted(ended, leader, state + ": " + text, nowMillis));
    if (state == RolloutState.ROLLED_OUT) {
      next.setStable(rollout.getVersion());
    }
    return next.build();
  }

  private static Optional<PolicyRecord> with(PolicyRecord record, Rollout rollout) {
    return rollout.equals(record.getRollout())
        ? Optional.empty()
        : Optional.of(record.toBuilder().setRollout(rollout).build());
  }

  private static Rollout measured(Rollout rollout, StageWatch.View view) {
    Rollout.Builder measured = rollout.toBuilder();
    StageMeasure newest = view.measure();
    while (measured.getMeasuresCount() > newest.getStage()) {
      measured.removeMeasures(measured.getMeasuresCount() - 1);
    }
    return measured.addMeasures(newest).build();
  }

  private static String text(Rollout rollout, StageWatch.View view) {
    if (isUnbegun(rollout, rollout.getStages(rollout.getStage()))) {
      return "no gateway that it is for is attached";
    }
    if (!view.isComplete()) {
      List<String> names = view.waitingFor();
      String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
      return "waiting for "
          + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
          + more;
    }
    return rollout.getPaused() ? "paused" : "watching";
  }
}
