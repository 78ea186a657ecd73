package io.drawbridge.controlplane.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.proto.control.v1.AdmittedLevel;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.Vitals;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  private final HandClock clock = new HandClock();
  private final Processes processes = new Processes(clock);

  @Test
  void ofTwoProcessesTheNewerCountsAndTheOtherLeavesUnnoticed() {
    hear(1, Load.newBuilder().setConnections(7), 0);
    hear(2, Load.newBuilder().setConnections(9), 0);
    hear(1, Load.newBuilder().setConnections(5), 0);

    processes.left(Gateways.registration("gw-1", 1));
    assertThat(vitals().getConnections()).isEqualTo(9);
    assertThat(vitals().getReports()).isEqualTo(1);
    assertThat(processes.all()).hasSize(1);

    processes.left(Gateways.registration("gw-1", 2));
    assertThat(processes.find("gw-1")).isEmpty();
  }

  @Test
  void tellsWhatTheLastReportsSayTogether() {
    for (int i = 0; i < 2 * Reports.KEPT; i++) {
      hear(
          1,
          Load.newBuilder()
              .setConnections(i)
              .setRouted(LatencyMicros.newBuilder().setCount(i % 2).setP99(3_000))
              .setRefusalsPerSecond(i < Reports.KEPT ? 1_000 : 2)
              .setMemoryUsedBytes(i % 2 == 0 ? 80 : 40)
              .setMemoryLimitBytes(100)
              .addLevels(AdmittedLevel.newBuilder().setOf("chat").setLevel(400))
              .addLevels(
                  AdmittedLevel.newBuilder().setOf("gateway").setLevel(i % 2 == 0 ? 383 : 127)),
          3L * i);
    }

    assertThat(vitals())
        .isEqualTo(
            Vitals.newBuilder()
                .setReports(Reports.KEPT)
                .setConnections(2 * Reports.KEPT - 1)
                .setEndedPerSecond(3)
                .setRoutedP99Micros(3_000)
                .setRefusalsPerSecond(2)
                .setLevel(383)
                .setMemoryShare(0.4)
                .build());
  }

  @Test
  void aProcessThatMeasuresNothingSaysSo() {
    hear(1, Load.newBuilder(), 0);

    assertThat(vitals())
        .isEqualTo(Vitals.newBuilder().setReports(1).setLevel(Reports.EVERYTHING).build());
    assertThat(processes.find("gw-1").orElseThrow().isServing()).isTrue();
  }

  private Vitals vitals() {
    return processes.find("gw-1").orElseThrow().vitals();
  }

  private void hear(long generation, Load.Builder load, long ended) {
    GatewayReport report =
        Gateways.report("gw-1", generation, GatewayState.SERVING, load.build()).toBuilder()
            .setConnectionsEnded(ended)
            .build();
    processes.heard(Gateways.registration("gw-1", generation), report);
    clock.seconds(1);
  }
}
