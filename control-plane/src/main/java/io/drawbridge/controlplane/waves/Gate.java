package io.drawbridge.controlplane.waves;

import io.drawbridge.proto.control.v1.Vitals;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What must hold of a gateway that was restarted before more are. It is measured by itself before,
 * and by those not yet restarted now, in the last wave by those of earlier waves, whichever is
 * worse: what has become worse everywhere is not the restart's doing. Pure.
 */
final class Gate {
  /** Share of the connections of before that must be left. */
  static final double CONNECTIONS_KEPT = 0.98;

  /** So many may leave by themselves, however few there are. */
  static final int MAY_LEAVE = 2;

  /** How much longer messages may take: twice, and in any case {@link #P99_MORE_MICROS} more. */
  static final double P99_TIMES = 2;

  static final long P99_MORE_MICROS = 50_000;

  /** How much more often connections may be ended, messages be refused: twice, and one a second. */
  static final double PACE_TIMES = 2;

  static final double PACE_MORE = 1;

  /** Share of the memory that a process may use. */
  static final double MEMORY_FULL = 0.9;

  private static final double MICROS_PER_MILLI = 1e3;
  private static final double PERCENT = 100;

  private Gate() {}

  /** One number, and what it may be. */
  private record Measured(String what, String value, String bound, boolean isMissed) {}

  /**
   * What is not as it must be, with its value and bound; empty = everything is.
   *
   * @param peers of gateways that are compared with, now
   */
  static Optional<String> missed(Vitals before, Vitals now, List<Vitals> peers) {
    return List.of(
            connections(before, now),
            atMost("connections ended a second", "", now, before, peers, Vitals::getEndedPerSecond),
            p99("a message's way through the gateway", before, now, peers, Gate::routed),
            p99("the business's answer", before, now, peers, Gate::answered),
            atMost(
                "messages refused a second", "", now, before, peers, Vitals::getRefusalsPerSecond),
            level(before, now, peers),
            memory(before, now, peers))
        .stream()
        .filter(Measured::isMissed)
        .findFirst()
        .map(missed ->
            "%s: %s (expected: %s)".formatted(missed.what(), missed.value(), missed.bound()));
  }

  private static Measured connections(Vitals before, Vitals now) {
    int least =
        (int)
            Math.min(
                Math.ceil(before.getConnections() * CONNECTIONS_KEPT),
                Math.max(0, before.getConnections() - MAY_LEAVE));
    return new Measured(
        "connections",
        Integer.toString(now.getConnections()),
        "at least " + least + " of " + before.getConnections() + " before",
        now.getConnections() < least);
  }

  private static Measured p99(
      String what, Vitals before, Vitals now, List<Vitals> peers, ToDoubleFunction<Vitals> micros) {
    double value = micros.applyAsDouble(now);
    double usual = Math.max(micros.applyAsDouble(before), median(peers, micros));
    double most = Math.max(usual * P99_TIMES, usual + P99_MORE_MICROS);
    return new Measured(
        "p99 of " + what,
        tenths(value / MICROS_PER_MILLI) + " ms",
        "at most " + tenths(most / MICROS_PER_MILLI) + " ms",
        usual > 0 && value > most);
  }

  private static Measured atMost(
      String what,
      String unit,
      Vitals now,
      Vitals before,
      List<Vitals> peers,
      ToDoubleFunction<Vitals> pace) {
    double value = pace.applyAsDouble(now);
    double usual = Math.max(pace.applyAsDouble(before), median(peers, pace));
    double most = Math.max(usual * PACE_TIMES, usual + PACE_MORE);
    return new Measured(what, tenths(value) + unit, "at most " + tenths(most), value > most);
  }

  private static Measured level(Vitals before, Vitals now, List<Vitals> peers) {
    double others = peers.isEmpty() ? before.getLevel() : median(peers, Vitals::getLevel);
    int least = (int) Math.min(before.getLevel(), others);
    return new Measured(
        "level of what is admitted",
        Integer.toString(now.getLevel()),
        "at least " + least,
        now.getLevel() < least);
  }

  private static Measured memory(Vitals before, Vitals now, List<Vitals> peers) {
    double usual = Math.max(before.getMemoryShare(), median(peers, Vitals::getMemoryShare));
    double most = Math.max(MEMORY_FULL, usual);
    return new Measured(
        "memory in use",
        tenths(now.getMemoryShare() * PERCENT) + " %",
        "at most " + tenths(most * PERCENT) + " %",
        now.getMemoryShare() > most);
  }

  private static double routed(Vitals vitals) {
    return vitals.getRoutedP99Micros();
  }

  private static double answered(Vitals vitals) {
    return vitals.getBusinessAnswerP99Micros();
  }

  /** 0 if there are none. */
  private static double median(List<Vitals> all, ToDoubleFunction<Vitals> number) {
    double[] sorted = all.stream().mapToDouble(number).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static String tenths(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }
}
