package io.drawbridge.bench.handover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilencesTest {
  private static final long MILLI = 1_000_000;

  private final Silences silences = new Silences();

  @Test
  void aMessageThatARestartWasInTheWayOfCountsApart() {
    acknowledged(1, 3); // before
    silences.restart();
    acknowledged(2, 12); // sent before, acknowledged during
    silences.over(20 * MILLI);
    acknowledged(15, 45); // sent during, acknowledged after
    acknowledged(21, 26); // after

    assertThat(silences.text())
        .startsWith("during=2 worst_ms=30.0 ")
        .contains(" worst_quiet_ms=5.0 ");
  }

  @Test
  void whatWasBeforeTheMeasurementIsForgotten() {
    acknowledged(0, 1_000);

    silences.measure();
    acknowledged(1_000, 1_001);

    assertThat(silences.text()).contains(" worst_quiet_ms=1.0 ");
  }

  private void acknowledged(long sentMillis, long nowMillis) {
    silences.acknowledged(sentMillis * MILLI, nowMillis * MILLI);
  }
}
