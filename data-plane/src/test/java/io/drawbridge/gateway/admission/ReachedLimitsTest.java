package io.drawbridge.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.proto.control.v1.AdmissionLimit;
import org.junit.jupiter.api.Test;

final class ReachedLimitsTest {
  private final EnumCounts<ConnectRefusal> refused = new EnumCounts<>(ConnectRefusal.class);

  @Test
  void tellsOfEachLimitOnceAndOnlyOfWhatIsNew() {
    refused.count(ConnectRefusal.SESSIONS);
    ReachedLimits reached = new ReachedLimits(refused);
    assertThat(reached.sinceLast(false)).isEmpty();

    refused.count(ConnectRefusal.SESSIONS);
    refused.count(ConnectRefusal.SESSIONS);
    refused.count(ConnectRefusal.RATE);

    assertThat(reached.sinceLast(false))
        .containsExactly(AdmissionLimit.CLIENTS, AdmissionLimit.ARRIVALS);
    assertThat(reached.sinceLast(false)).isEmpty();
  }

  @Test
  void aFullGatewayIsAtItsLimitAlsoWhenNobodyComes() {
    ReachedLimits reached = new ReachedLimits(refused);

    assertThat(reached.sinceLast(true)).containsExactly(AdmissionLimit.CLIENTS);
    assertThat(reached.sinceLast(true)).containsExactly(AdmissionLimit.CLIENTS);
  }

  @Test
  void aDrainIsNoLimit() {
    ReachedLimits reached = new ReachedLimits(refused);
    refused.count(ConnectRefusal.DRAINING);

    assertThat(reached.sinceLast(false)).isEmpty();
  }
}
