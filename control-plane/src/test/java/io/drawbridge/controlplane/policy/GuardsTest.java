package io.drawbridge.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.policy.Guards.Compared;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardsTest {
  private static final long SECOND = SimulatedRegion.SECOND.toNanos();

  @Test
  void fewMessagesSayNothingAboutTheirShare() {
    assertThat(violation(Guards.MIN_OFFERED - 1, Guards.MIN_OFFERED - 1)).isFalse();
    assertThat(violation(Guards.MIN_OFFERED, Guards.MIN_OFFERED)).isTrue();
  }

  @Test
  void whatWasRefusedBeforeMayBeRefusedStill() {
    Span before = span(1_000, 500, 500, 0, 5);
    Span same = span(1_000, 509, 500, 0, 5);
    Span worse = span(1_000, 512, 500, 0, 5);
    assertThat(Guards.violation(Plans.usualGuards(), List.of(new Compared(before, same))))
        .isEmpty();
    assertThat(Guards.violation(Plans.usualGuards(), List.of(new Compared(before, worse))))
        .isPresent();
  }

  @Test
  void aSlowGatewayThatWasSlowBeforeOrIsStillFastIsGood() {
    assertThat(slower(500, 4_900)).isFalse();
    assertThat(slower(2_000, 5_900)).isFalse();
    assertThat(slower(500, 5_100)).isTrue();
    assertThat(slower(0, 50_000)).isFalse();
  }

  @Test
  void fewReportsSayNothingAboutPaces() {
    Span before = span(0, 0, 500, 0, 5);
    Span since = span(0, 0, 500, 1_000, Guards.MIN_REPORTS - 1);
    assertThat(Guards.violation(Plans.usualGuards(), List.of(new Compared(before, since))))
        .isEmpty();
    assertThat(
            Guards.violation(
                Plans.usualGuards(),
                List.of(new Compared(before, span(0, 0, 500, 1_000, Guards.MIN_REPORTS)))))
        .isPresent();
  }

  @Test
  void aSpanKeepsItsFirstReportAndIsBounded() {
    Span span = Span.NONE;
    for (int i = 0; i < 3 * Span.MAX_SAMPLES; i++) {
      span = span.with(sample(i, i, 0, 0, 0));
    }
    assertThat(span.size()).isEqualTo(Span.MAX_SAMPLES);
    assertThat(span.offered(1)).isEqualTo(3L * Span.MAX_SAMPLES - 1);
    assertThat(Span.NONE.rolling(sample(0, 0, 0, 0, 0), 1).rolling(sample(1, 7, 0, 0, 0), 1))
        .isEqualTo(new Span(List.of(sample(1, 7, 0, 0, 0))));
  }

  private static boolean violation(int offered, int refused) {
    return Guards.violation(
            Plans.usualGuards(),
            List.of(new Compared(Span.NONE, span(offered, refused, 500, 0, 5))))
        .isPresent();
  }

  private static boolean slower(int before, int since) {
    return Guards.violation(
            Plans.usualGuards(),
            List.of(new Compared(span(0, 0, before, 0, 5), span(0, 0, since, 0, 5))))
        .isPresent();
  }

  /** So many reports, in all of which together this happened. */
  private static Span span(int offered, int refused, int p99, int ended, int reports) {
    Span span = Span.NONE;
    for (int i = 0; i < reports; i++) {
      boolean last = i == reports - 1;
      span = span.with(sample(i, last ? offered : 0, last ? refused : 0, p99, last ? ended : 0));
    }
    return span;
  }

  private static Sample sample(int second, int offered, int refused, int p99, int ended) {
    return new Sample(
        second * SECOND,
        List.of(0L, (long) offered, 0L, 0L),
        List.of(0L, (long) refused, 0L, 0L),
        ended,
        1_000,
        p99,
        0);
  }
}
