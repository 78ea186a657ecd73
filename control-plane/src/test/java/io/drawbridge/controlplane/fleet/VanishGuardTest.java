package io.drawbridge.controlplane.fleet;

import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.PolicyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VanishGuardTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final long LOST_NANOS = Duration.ofHours(1).toNanos();

  private final VanishGuard guard = new VanishGuard(LEASE);

  @ParameterizedTest(name = "{0} of {1} suspect: kept = {2}")
  @CsvSource({
    "1, 1, true",
    "1, 2, false",
    "2, 2, true",
    "2, 3, false",
    "3, 3, true",
    "1, 4, false",
    "2, 4, true",
    "3, 10, false",
    "4, 10, true",
    "30, 100, false",
    "31, 100, true"
  })
  void keepsMoreThanThirtyPercentOrAllOfASmallRegion(int lost, int all, boolean kept) {
    List<GatewayStatus> statuses = statuses(lost, Presence.SUSPECT, all - lost);

    assertThat(guard.kept(statuses, LOST_NANOS)).hasSize(kept ? lost : 0);
  }

  @Test
  void doubtsTheLossOfStreamAndLeaseForOneLeaseTimeOnly() {
    List<GatewayStatus> statuses = statuses(5, Presence.GONE, 5);

    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.toNanos() - 1)).hasSize(5);
    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.toNanos())).isEmpty();
  }

  @Test
  void doubtsALostStreamAsLongAsTheLeaseLives() {
    List<GatewayStatus> statuses = statuses(5, Presence.SUSPECT, 5);

    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.multipliedBy(100).toNanos())).hasSize(5);
  }

  @Test
  void thoseLostOneAfterTheOtherAreBelieved() {
    List<GatewayStatus> statuses = statuses(0, Presence.SUSPECT, 6);
    for (int i = 0; i < 4; i++) {
      statuses.add(lostAt(10 + i, LOST_NANOS + i * LEASE.toNanos()));
    }

    assertThat(guard.kept(statuses, LOST_NANOS + 4 * LEASE.toNanos())).isEmpty();
  }

  @Test
  void oneWhoFollowsTheLossOfManyIsBelieved() {
    List<GatewayStatus> statuses = statuses(4, Presence.SUSPECT, 6);
    statuses.add(lostAt(10, LOST_NANOS + LEASE.toNanos() + 1));

    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.toNanos() + 1))
        .containsExactlyInAnyOrder("g0", "g1", "g2", "g3");
  }

  @Test
  void aLossSpreadOverOneLeaseTimeIsOneLoss() {
    List<GatewayStatus> statuses = statuses(0, Presence.SUSPECT, 6);
    for (int i = 0; i < 4; i++) {
      statuses.add(lostAt(10 + i, LOST_NANOS + i * LEASE.toNanos() / 3));
    }

    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.toNanos())).hasSize(4);
  }

  @Test
  void theOrderInWhichTheyAreToldDoesNotMatter() {
    List<GatewayStatus> statuses = statuses(0, Presence.SUSPECT, 6);
    for (int i = 3; i >= 0; i--) {
      statuses.add(lostAt(10 + i, LOST_NANOS + i));
    }

    assertThat(guard.kept(statuses, LOST_NANOS + LEASE.toNanos())).hasSize(4);
  }

  @Test
  void thoseWhoDrainedLeftOnPurpose() {
    List<GatewayStatus> statuses = List.of(status(1, Presence.GONE, true));

    assertThat(guard.kept(statuses, LOST_NANOS)).isEmpty();
  }

  private static List<GatewayStatus> statuses(int lost, Presence how, int serving) {
    List<GatewayStatus> statuses = new ArrayList<>();
    for (int i = 0; i < lost + serving; i++) {
      statuses.add(status(i, i < lost ? how : Presence.SERVING, false));
    }
    return statuses;
  }

  private static GatewayStatus lostAt(int number, long lostNanos) {
    return status(number, Presence.SUSPECT, lostNanos, false);
  }

  private static GatewayStatus status(int number, Presence presence, boolean wasDraining) {
    return status(number, presence, presence.isLost() ? LOST_NANOS : 0, wasDraining);
  }

  private static GatewayStatus status(
      int number, Presence presence, long lostNanos, boolean wasDraining) {
    return new GatewayStatus(
        "g" + number,
        registration("g" + number, 1),
        presence != Presence.GONE,
        presence,
        lostNanos,
        wasDraining,
        presence.isLost() ? 0 : 1,
        Optional.empty(),
        PolicyState.getDefaultInstance(),
        Optional.empty());
  }
}
