package io.drawbridge.controlplane.policy;

import static io.drawbridge.controlplane.policy.SimulatedRegion.ANN;
import static io.drawbridge.controlplane.policy.SimulatedRegion.SECOND;
import static io.drawbridge.controlplane.policy.SimulatedRegion.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.policy.PolicyDesk.Plan;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutState;
import io.drawbridge.proto.control.v1.TierShare;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rollouts and dry runs on gateways that obey, second by second. */
class RolloutTest {
  private static final Plan STAGED =
      new Plan(
          List.of(
              Plans.stage(0, SECOND.multipliedBy(5)),
              Plans.stage(0.5, SECOND.multipliedBy(5)),
              Plans.stage(1, SECOND.multipliedBy(5))),
          Plans.usualGuards());
  private static final Optional<Plan> NOW = Optional.of(Plans.atOnce());
  private static final String GOOD = throttle("background", 40);
  private static final String BAD = throttle("interactive", 40);

  private final SimulatedRegion region = new SimulatedRegion(10);

  @Test
  void comesIntoForceStageByStage() {
    apply(GOOD);

    region.pass(3);
    assertThat(region.having("limits:1")).isOne();
    assertThat(rollout().getFirstGateway()).isIn(region.gateways.keySet());
    region.pass(8);
    assertThat(rollout().getStage()).isOne();
    assertThat(region.having("limits:1")).isBetween(2L, 9L);
    region.pass(8);
    assertThat(region.having("limits:1")).isEqualTo(10);
    region.pass(8);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
    assertThat(region.record("limits").getStable()).isOne();
    assertThat(rollout().getMeasuresCount()).isEqualTo(3);
    assertThat(rollout().getMeasures(2).getApplied()).isEqualTo(10);
  }

  @Test
  void aVersionThatRefusesProtectedTiersGoesBackByItselfAtItsFirstStage() {
    atOnce(GOOD);
    apply(BAD);

    region.pass(8);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout().getStage()).isZero();
    assertThat(rollout().getText())
        .contains("policies refuse 60.0 % of interactive messages, 0.0 % before");
    region.pass(2);
    assertThat(region.having("limits:1")).isEqualTo(10);
    assertThat(region.record("limits").getStable()).isOne();
  }

  @Test
  void aDryRunPredictsWhatAStageMeasures() {
    accepted(region.desk.dryRun(BAD, SECOND.multipliedBy(5), ANN));
    region.pass(10);
    DryRun dryRun = region.record("limits").getDryRun();
    assertThat(dryRun.getState()).isEqualTo(DryRunState.TRIED);
    assertThat(dryRun.getGateways()).isEqualTo(10);
    assertThat(region.having("limits:1")).isZero();
    double predicted = share(dryRun.getTiersList());

    apply(BAD);
    region.pass(8);

    assertThat(share(rollout().getMeasures(0).getTiersList())).isEqualTo(predicted).isEqualTo(0.6);
    assertThat(region.gateways.get("gw-1").inForce()).isEmpty();
  }

  @Test
  void aRefusedVersionGoesBackAndIsNotSentToThatProcessAgain() {
    region.gateways.values().forEach(gateway -> gateway.refusesSets = true);
    apply(GOOD);
    region.pass(12);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout().getText()).contains("refused by gw-").contains("no such kind");
    assertThat(region.gateways.values().stream().mapToInt(each -> each.sentVersions.size()).sum())
        .isOne();
  }

  @Test
  void aDocumentThatAProcessCannotTakeIsNotInItsLaterSetsEither() {
    SimulatedGateway old = region.gateways.get("gw-3");
    atOnce(GOOD);
    old.cannotTake = Set.of("limits:2");
    accepted(region.desk.apply(throttle("background", 50), ANN, Optional.empty(), NOW));
    region.pass(3);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout().getText()).contains("refused by gw-3: why");

    atOnce(throttle("background", 60)); // version 3
    old.cannotTake = Set.of("limits:2", "limits:3", "others:1");
    SimulatedGateway restarted = region.start("gw-3", 2, Map.of());
    restarted.cannotTake = old.cannotTake;
    region.pass(5);
    assertThat(restarted.inForce()).isEmpty();
    assertThat(restarted.sentVersions).hasSize(1);

    accepted(
        region.desk.apply(
            GOOD.replace("name: limits", "name: others"), ANN, Optional.empty(), NOW));
    region.pass(1);
    accepted(
        region.desk.apply(GOOD.replace("name: limits", "name: more"), ANN, Optional.empty(), NOW));
    region.pass(3);

    assertThat(restarted.inForce()).containsExactly("more:1");
    assertThat(restarted.sentVersions).hasSize(3);
    assertThat(region.gateways.get("gw-1").inForce()).contains("limits:3", "more:1");
  }

  @Test
  void theNextLeaderDoesNotSendWhatAProcessCannotTake() {
    SimulatedGateway old = region.gateways.get("gw-3");
    atOnce(GOOD);
    old.cannotTake = Set.of("limits:2");
    accepted(
        region.desk.apply(
            throttle("background", 50), ANN, Optional.empty(), Optional.of(Plans.atOnce())));
    region.pass(1); // gw-3 has refused, and the leader has not heard
    int sent = old.sentVersions.size();

    region.aNewReplicaLeads();
    region.pass(5);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout().getText()).contains("refused by gw-3: why");
    assertThat(old.inForce()).containsExactly("limits:1");
    assertThat(old.sentVersions).hasSize(sent);
  }

  @Test
  void aSetThatIsLostIsSentAgain() {
    region.gateways.values().forEach(gateway -> gateway.deaf = true);
    atOnceUnfinished(GOOD);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLING_OUT);
    assertThat(rollout().getText()).startsWith("waiting for gw-1, gw-10, gw-2 and 7 more");

    region.gateways.values().forEach(gateway -> gateway.deaf = false);
    region.pass(6);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  @Test
  void aSlowerGatewayAndEndedClientsAreNoticed() {
    apply(GOOD);
    region.pass(3);
    region.gateways.get(rollout().getFirstGateway()).routedP99 = 50_000;
    region.pass(8);
    assertThat(rollout().getText()).contains("at its p99");

    region.gateways.values().forEach(gateway -> gateway.routedP99 = 500);
    region.pass(10);
    apply(throttle("background", 30));
    region.pass(3);
    region.gateways.get(rollout().getFirstGateway()).endsEachReport = 20;
    region.pass(8);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout().getText()).contains("more of their connections a minute than before");
  }

  @Test
  void theNextLeaderGoesOn() {
    apply(GOOD);
    region.pass(3);
    String first = rollout().getFirstGateway();

    region.aNewReplicaLeads();
    region.pass(3);
    assertThat(rollout().getFirstGateway()).isEqualTo(first);
    assertThat(region.having("limits:1")).isOne();
    region.pass(30);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  @Test
  void theNextLeaderSeesWhatABadVersionDoes() {
    apply(BAD);
    region.pass(1);
    region.anotherLeads();
    region.pass(10);

    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_BACK);
    region.pass(2);
    assertThat(region.having("limits:1")).isZero();
  }

  @Test
  void aGatewayThatComesMeanwhileBelongsToOneSide() {
    apply(GOOD);
    region.pass(3);
    String first = rollout().getFirstGateway();
    region.start(first, 2, Map.of());
    region.pass(2);
    assertThat(region.gateways.get(first).inForce()).containsExactly("limits:1");
    region.start("gw-11", 1, Map.of());
    region.pass(2);
    assertThat(region.gateways.get("gw-11").inForce()).isEmpty();
  }

  @Test
  void staysWhilePausedAndGoesOnWhenResumed() {
    apply(GOOD);
    region.pass(2);
    accepted(region.desk.pause("limits", ANN));
    region.pass(20);
    assertThat(rollout().getStage()).isZero();
    assertThat(rollout().getText()).isEqualTo("paused");

    accepted(region.desk.resume("limits", ANN));
    region.pass(20);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  @Test
  void abortTakesBackAndRollbackTakesAnEarlierOne() {
    atOnce(GOOD);
    apply(throttle("background", 10));
    region.pass(2);
    assertThat(region.having("limits:2")).isOne();
    accepted(region.desk.abort("limits", ANN));
    region.pass(2);
    assertThat(region.having("limits:1")).isEqualTo(10);

    atOnce(throttle("background", 20));
    assertThat(region.having("limits:3")).isEqualTo(10);
    accepted(region.desk.rollback("limits", Optional.of(1L), ANN));
    region.pass(3);
    assertThat(region.having("limits:4")).isEqualTo(10);
    assertThat(Records.text(region.record("limits"), 4)).isEqualTo(GOOD);
  }

  @Test
  void aPolicyThatIsTakenAwayIsNowhere() {
    atOnce(GOOD);
    accepted(region.desk.remove("limits", ANN));
    region.pass(3);
    assertThat(region.having("limits:1")).isZero();
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  @Test
  void aDocumentIsForThoseItSelects() {
    atOnce(GOOD.replace("name: limits\n", "name: limits\nwhere: {labels: {zone: even}}\n"));
    assertThat(region.having("limits:1")).isEqualTo(5);
  }

  @Test
  void whileEtcdIsAwayNothingMovesAndThenItGoesOn() {
    apply(GOOD);
    region.pass(2);
    region.store.gone = true;
    region.pass(20);
    assertThat(rollout().getStage()).isZero();
    assertThat(region.having("limits:1")).isOne();

    region.store.gone = false;
    region.pass(30);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  @Test
  void aDryRunThatNobodyCanDoSaysSo() {
    accepted(
        region.desk.dryRun(
            GOOD.replace("name: limits\n", "name: limits\nwhere: {regions: [other]}\n"),
            SECOND,
            ANN));
    region.pass(12);
    assertThat(region.record("limits").getDryRun().getState()).isEqualTo(DryRunState.NOT_TRIED);
    assertThat(region.record("limits").getDryRun().getOutcome()).contains("no gateway");
  }

  private void apply(String text) {
    accepted(region.desk.apply(text, ANN, Optional.empty(), Optional.of(STAGED)));
  }

  private void atOnce(String text) {
    atOnceUnfinished(text);
    assertThat(rollout().getState()).isEqualTo(RolloutState.ROLLED_OUT);
  }

  private void atOnceUnfinished(String text) {
    accepted(region.desk.apply(text, ANN, Optional.empty(), Optional.of(Plans.atOnce())));
    region.pass(3);
  }

  private Rollout rollout() {
    return region.record("limits").getRollout();
  }

  private static double share(List<TierShare> shares) {
    TierShare interactive =
        shares.stream()
            .filter(share -> share.getTier() == Tier.INTERACTIVE)
            .findFirst()
            .orElseThrow();
    return (double) interactive.getRefused() / interactive.getOffered();
  }

  private static String throttle(String tier, int rate) {
    return """
    kind: Throttle
    name: limits
    limits:
      - {name: %s, match: {tiers: [%s]}, per: gateway, rate: %d}
    """
        .formatted(tier, tier, rate);
  }
}
