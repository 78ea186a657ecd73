package io.drawbridge.cli.fleet;

import io.drawbridge.cli.context.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a version is to come into force, as it is written on a command line. */
final class RolloutPlan {
  private static final String USUAL_STAGES = "1,10%,100%";
  private static final Duration USUAL_BAKE = Duration.ofMinutes(1);
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%");
  private static final String ONE_GATEWAY = "1";

  private RolloutPlan() {}

  /** Everywhere without waiting; only a gateway that refuses it stops it. */
  static Map<String, Object> atOnce() {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("stages", List.of(stage(1, Duration.ZERO)));
    plan.put(
        "guards",
        Map.of("protectedTiers", List.of(), "refusedShare", 1, "p99Ratio", 0, "endedShare", 0));
    return plan;
  }

  /**
   * Stage after stage; the guards are the usual ones.
   *
   * @param stages such as {@code 1,10%,100%}: one gateway, then shares of them
   * @param bake how long each is watched
   * @throws IllegalArgumentException that begins with the option
   */
  static Map<String, Object> staged(Optional<String> stages, Optional<String> bake) {
    Duration watched = bake.map(RolloutPlan::time).orElse(USUAL_BAKE);
    List<Map<String, Object>> all = new ArrayList<>();
    double before = -1;
    for (String written : stages.orElse(USUAL_STAGES).split(",", -1)) {
      double share = share(written.strip());
      if (share <= before) {
        throw new IllegalArgumentException(
            "--stages: %s (expected: each more than the last)".formatted(stages.orElse("")));
      }
      before = share;
      all.add(stage(share, watched));
    }
    if (before < 1) {
      throw new IllegalArgumentException(
          "--stages: %s (expected: 100%% at the end)".formatted(stages.orElse("")));
    }
    return Map.of("stages", all);
  }

  private static Duration time(String written) {
    return Durations.parse(written)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--bake: \"" + written + "\" (expected: a time such as 30s or 10m)"));
  }

  private static double share(String written) {
    if (written.equals(ONE_GATEWAY)) {
      return 0;
    }
    Matcher matcher = SHARE.matcher(written);
    double share = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : -1;
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "--stages: \"%s\" (expected: 1 for one gateway, or a share such as 10%%)"
              .formatted(written));
    }
    return share;
  }

  private static Map<String, Object> stage(double share, Duration bake) {
    return Map.of("share", share, "bakeMillis", bake.toMillis());
  }
}
