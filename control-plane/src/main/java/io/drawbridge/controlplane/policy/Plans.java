package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.PolicyDesk.Plan;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.RolloutGuards;
import io.drawbridge.proto.control.v1.RolloutStage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How versions usually come into force, and what a plan may say. */
public final class Plans {
  static final int MAX_STAGES = 8;
  static final Duration LONGEST_BAKE = Duration.ofHours(1);
  private static final Duration USUAL_BAKE = Duration.ofMinutes(1);
  private static final double SECOND_STAGE = 0.1;

  /** Of the critical and interactive messages, one in a hundred more may be refused. */
  private static final double REFUSED_SHARE = 0.01;

  private static final double P99_RATIO = 3;
  private static final int P99_FLOOR_MICROS = 5_000;
  private static final double ENDED_SHARE = 0.05;

  private Plans() {}

  /** One gateway, a tenth, all; a minute each. */
  public static Plan usual() {
    return new Plan(
        List.of(stage(0, USUAL_BAKE), stage(SECOND_STAGE, USUAL_BAKE), stage(1, USUAL_BAKE)),
        usualGuards());
  }

  /** Everywhere, without waiting; a gateway's refusal still stops it. */
  public static Plan atOnce() {
    return new Plan(List.of(stage(1, Duration.ZERO)), RolloutGuards.getDefaultInstance());
  }

  /** What a version may not do unless told otherwise. */
  public static RolloutGuards usualGuards() {
    return RolloutGuards.newBuilder()
        .addProtectedTiers(Tier.CRITICAL)
        .addProtectedTiers(Tier.INTERACTIVE)
        .setRefusedShare(REFUSED_SHARE)
        .setP99Ratio(P99_RATIO)
        .setP99FloorMicros(P99_FLOOR_MICROS)
        .setEndedShare(ENDED_SHARE)
        .build();
  }

  /** {@code share} 0 = one gateway. */
  public static RolloutStage stage(double share, Duration bake) {
    return RolloutStage.newBuilder().setShare(share).setBakeMillis((int) bake.toMillis()).build();
  }

  /** What is wrong with a plan; empty = nothing. */
  public static Optional<String> problem(Plan plan) {
    List<RolloutStage> stages = plan.stages();
    if (stages.isEmpty() || stages.size() > MAX_STAGES) {
      return Optional.of("stages: " + stages.size() + " (expected: 1 to " + MAX_STAGES + ")");
    }
    double before = -1;
    for (RolloutStage stage : stages) {
      if (!(stage.getShare() > before && stage.getShare() <= 1)) {
        return Optional.of(
            "stages: share " + stage.getShare() + " (expected: 0 to 1, each more than the last)");
      }
      if (stage.getBakeMillis() < 0 || stage.getBakeMillis() > LONGEST_BAKE.toMillis()) {
        return Optional.of("stages: bake " + stage.getBakeMillis() + " ms (expected: 0 to 1 h)");
      }
      before = stage.getShare();
    }
    return before == 1
        ? Optional.empty()
        : Optional.of("stages: the last has share " + before + " (expected: 1)");
  }
}
