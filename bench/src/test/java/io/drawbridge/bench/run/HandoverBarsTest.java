package io.drawbridge.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverBarsTest {
  private final List<String> said = new ArrayList<>();
  private final Figures figures = new Figures(said::add);

  @Test
  void whatIsMissedIsToldBesideItsBar() {
    figures.add("handover.messages_lost", 1);
    figures.add("handover.disconnects", 0);
    figures.add("handover.connections_per_second", 14_999);
    figures.add("handover.worst_silence_ms", 200);

    assertThat(HandoverBars.missed(figures))
        .containsExactly(
            "handover.messages_lost: 1 (bar: <= 0)",
            "handover.connections_per_second: 14999 (bar: >= 15000, reach: >= 25000)");
    assertThat(said)
        .contains("  holds   handover.worst_silence_ms: 200 (bar: <= 200, reach: <= 60)");
  }

  @Test
  void whatIsNotJudgedMissesNothing() {
    figures.addIfQuiet("handover.worst_silence_ms", 900, 1);

    assertThat(HandoverBars.missed(figures)).isEmpty();
  }
}
