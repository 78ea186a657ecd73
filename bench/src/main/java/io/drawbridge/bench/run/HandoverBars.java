package io.drawbridge.bench.run;

import java.util.ArrayList;
import java.util.List;

/** What a hand-over is held to, and where it could be. */
final class HandoverBars {
  private static final List<Bar> BARS =
      List.of(
          Bar.atMost("disconnects", 0),
          Bar.atMost("messages_lost", 0),
          Bar.atMost("messages_doubled", 0),
          Bar.atMost("pushes_lost", 0),
          Bar.atMost("pushes_doubled", 0),
          Bar.atMost("refused_connects", 0),
          Bar.atMost("worst_silence_ms", 200).reach(60),
          Bar.atLeast("connections_per_second", 15_000).reach(25_000),
          Bar.atMost("tls_gap_p99_ms", 300),
          Bar.atMost("rss_of_both_ratio", 2.2),
          Bar.atLeast("same_sockets", 1));

  private HandoverBars() {}

  /** Tells each figure beside its bar; one that is not there or not judged has none. */
  static List<String> missed(Figures figures) {
    List<String> missed = new ArrayList<>();
    for (Bar bar : BARS) {
      figures
          .number(bar.key())
          .ifPresent(number -> {
            String line = bar.beside(number);
            figures.say("  " + (bar.holds(number) ? "holds   " : "MISSED  ") + line);
            if (!bar.holds(number)) {
              missed.add(line);
            }
          });
    }
    return missed;
  }

  /**
   * One of them.
   *
   * @param most whether a figure may be that at most, or must be that at least
   * @param reach what would be better still; the bar itself if nothing is
   */
  private record Bar(String key, boolean most, double bar, double reach) {
    static Bar atMost(String name, double bar) {
      return new Bar("handover." + name, true, bar, bar);
    }

    static Bar atLeast(String name, double bar) {
      return new Bar("handover." + name, false, bar, bar);
    }

    Bar reach(double better) {
      return new Bar(key, most, bar, better);
    }

    boolean holds(double number) {
      return most ? number <= bar : number >= bar;
    }

    String beside(double number) {
      String sign = most ? "<= " : ">= ";
      String further = reach == bar ? "" : ", reach: " + sign + Figures.text(reach);
      return "%s: %s (bar: %s%s)"
          .formatted(key, Figures.text(number), sign + Figures.text(bar), further);
    }
  }
}
