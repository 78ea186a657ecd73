package io.drawbridge.controlplane.policy;

import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.RolloutGuards;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Judges what a version did to the gateways that have it: the same gateways before and since. Pure.
 */
final class Guards {
  /** Fewer messages of a tier say nothing about its share. */
  static final int MIN_OFFERED = 20;

  /** Fewer reports say nothing about a pace or a latency. */
  static final int MIN_REPORTS = 4;

  private static final double SECONDS_A_MINUTE = 60;
  private static final double PERCENT = 100;

  private Guards() {}

  /** One gateway before it had the version and since. */
  record Compared(Span before, Span since) {}

  /** What must not have happened; empty = nothing of it. */
  static Optional<String> violation(RolloutGuards guards, List<Compared> gateways) {
    for (Tier tier : guards.getProtectedTiersList()) {
      Optional<String> refused = refusals(guards, Sample.TIERS.indexOf(tier), gateways);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return latency(guards, "a message's way through the gateway", Sample::routedP99, gateways)
        .or(() -> latency(guards, "the business's answer", Sample::answerP99, gateways))
        .or(() -> ended(guards, gateways));
  }

  private static Optional<String> refusals(
      RolloutGuards guards, int tier, List<Compared> gateways) {
    if (tier < 0) {
      return Optional.empty();
    }
    long offered = gateways.stream().mapToLong(each -> each.since().offered(tier)).sum();
    long refused = gateways.stream().mapToLong(each -> each.since().refused(tier)).sum();
    long offeredBefore = gateways.stream().mapToLong(each -> each.before().offered(tier)).sum();
    long refusedBefore = gateways.stream().mapToLong(each -> each.before().refused(tier)).sum();
    double share = share(refused, offered);
    double before = share(refusedBefore, offeredBefore);
    if (offered < MIN_OFFERED || share - before <= guards.getRefusedShare()) {
      return Optional.empty();
    }
    return Optional.of(
        "policies refuse %s %% of %s messages, %s %% before (expected: at most %s more)"
            .formatted(
                percent(share),
                Sample.TIERS.get(tier).name().toLowerCase(Locale.ROOT),
                percent(before),
                percent(guards.getRefusedShare())));
  }

  private static Optional<String> latency(
      RolloutGuards guards, String what, ToLongFunction<Sample> micros, List<Compared> gateways) {
    List<Compared> judged =
        gateways.stream()
            .filter(each -> each.since().size() >= MIN_REPORTS)
            .filter(each -> each.before().mean(micros) > 0 && each.since().mean(micros) > 0)
            .toList();
    if (guards.getP99Ratio() <= 0 || judged.isEmpty()) {
      return Optional.empty();
    }
    double before =
        judged.stream().mapToDouble(each -> each.before().mean(micros)).average().orElseThrow();
    double since =
        judged.stream().mapToDouble(each -> each.since().mean(micros)).average().orElseThrow();
    if (since <= guards.getP99FloorMicros() || since <= before * guards.getP99Ratio()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s takes %.1f ms at its p99, %.1f ms before (expected: at most %s times)"
            .formatted(what, since / 1e3, before / 1e3, plain(guards.getP99Ratio())));
  }

  private static Optional<String> ended(RolloutGuards guards, List<Compared> gateways) {
    List<Compared> judged =
        gateways.stream().filter(each -> each.since().size() >= MIN_REPORTS).toList();
    long connections = judged.stream().mapToLong(each -> each.since().connections()).sum();
    if (guards.getEndedShare() <= 0 || connections == 0) {
      return Optional.empty();
    }
    double more =
        judged.stream()
            .mapToDouble(each -> each.since().endedPerSecond() - each.before().endedPerSecond())
            .sum();
    double share = more * SECONDS_A_MINUTE / connections;
    if (share <= guards.getEndedShare()) {
      return Optional.empty();
    }
    return Optional.of(
        "gateways end %s %% more of their connections a minute than before (expected: at most %s)"
            .formatted(percent(share), percent(guards.getEndedShare())));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static String percent(double share) {
    return "%.1f".formatted(share * PERCENT);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
