package io.drawbridge.controlplane.waves;

import static io.drawbridge.controlplane.waves.WaveRegion.NEW;
import static io.drawbridge.controlplane.waves.WaveRegion.OLD;
import static io.drawbridge.controlplane.waves.WaveRegion.USUAL;
import static io.drawbridge.controlplane.waves.WaveRegion.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaveCourseTest {
  private static final Duration PAUSE = WaveCourse.DEFAULT_PAUSE;

  private WaveRegion region = new WaveRegion(100);

  @Test
  void restartsOneThenFiveThenAQuarterThenAll() {
    List<Integer> reached = new ArrayList<>();
    region.decide();
    while (region.operation.getState() == OperationState.RUNNING) {
      region.untilWatched();
      reached.add(region.begun());
      assertThat(region.decide().begun()).as("while it is watched").isEqualTo(reached.getLast());
      region.watchedFor(PAUSE);
    }

    assertThat(reached).containsExactly(1, 5, 25, 100);
    assertThat(region.operation.getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(region.operation.getText()).isEqualTo("100 gateways restarted");
    assertThat(region.artifacts()).containsOnly(NEW);
  }

  @Test
  void aFewAreRestartedAtOnceAndTheNextWhenOneIsDone() {
    inWave(2);
    region.decide();
    assertThat(region.underWay())
        .containsExactly("waves-1/gw-001", "waves-1/gw-002", "waves-1/gw-003", "waves-1/gw-004");
    inWave(3);
    region.decide();
    assertThat(region.underWay()).hasSize(WaveCourse.AT_ONCE);

    region.succeed(region.underWay().getFirst());
    region.decide();

    assertThat(region.underWay()).hasSize(WaveCourse.AT_ONCE);
  }

  @Test
  void tellsHowFarItIsAndHowLongTheRestTakes() {
    inWave(2);
    region.untilWatched();

    var waves = region.operation.getWaves();
    assertThat(waves.getDone()).isEqualTo(5);
    assertThat(waves.getOf()).isEqualTo(100);
    assertThat(region.operation.getText())
        .isEqualTo("wave 2 of 4: 5 of 100 gateways restarted, watching them");
    long rounds = 24; // of the 95 that are left, 4 at once, 2 s each
    assertThat(waves.getEtaMillis()).isEqualTo(rounds * 2_000 + 3 * PAUSE.toMillis());
  }

  @Test
  void whileItIsPausedNothingBeginsAndWhatHasBegunEnds() {
    inWave(3);
    region.decide();
    List<String> underWay = region.underWay();
    paused(true);

    underWay.forEach(region::succeed);
    region.decide();

    assertThat(region.underWay()).isEmpty();
    assertThat(region.operation.getText())
        .isEqualTo("wave 3 of 4: 9 of 100 gateways restarted, watching them, paused");
    assertThat(region.operation.getWaves().getEtaMillis()).isZero();
    paused(false);
    region.untilWatched();
    assertThat(region.begun()).isEqualTo(25);
  }

  @Test
  void whatIsPausedDoesNotPassItsGateByItself() {
    inWave(2);
    region.untilWatched();
    paused(true);

    region.watchedFor(PAUSE).watchedFor(PAUSE);
    assertThat(region.operation.getWaves().getWave()).isEqualTo(2);
    paused(false);
    region.decide();

    assertThat(region.operation.getWaves().getWave()).isEqualTo(3);
  }

  @Test
  void whatStandsWorseIsTakenBackThoughItIsPaused() {
    inWave(2);
    region.untilWatched();
    paused(true);
    region.vitals(name(1), USUAL.toBuilder().setConnections(97).build());

    region.watchedFor(PAUSE);

    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);
    assertThat(region.operation.getPaused()).isFalse();
    endTakenBack();
    assertThat(region.artifacts()).containsOnly(OLD);
  }

  @Test
  void whatStandsWorseIsTakenBackThoughItsWaveIsNotComplete() {
    inWave(3);
    region.decide();
    List<String> underWay = region.underWay();
    paused(true);
    underWay.forEach(region::succeed);
    region.vitals(name(6), USUAL.toBuilder().setConnections(97).build());

    region.watchedFor(PAUSE);

    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);
    assertThat(region.operation.getText()).contains("gw-006: connections: 97");
  }

  private void paused(boolean paused) {
    region.operation = region.operation.toBuilder().setPaused(paused).build();
  }

  @Test
  void aMissedGateTakesBackWhatRunsSomethingElse() {
    inWave(3);
    region.untilWatched();
    region.vitals(name(7), USUAL.toBuilder().setConnections(97).build());

    region.watchedFor(PAUSE);

    String fault =
        "gate after wave 3: gw-007: connections: 97 (expected: at least 98 of 100 before)";
    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);
    assertThat(region.operation.getText()).isEqualTo("taking back: " + fault);
    region.decide();
    assertThat(region.underWay()).hasSize(WaveCourse.AT_ONCE).allMatch(id -> id.endsWith("/back"));
    endTakenBack();
    assertThat(region.operation.getState()).isEqualTo(OperationState.FAILED);
    assertThat(region.operation.getText()).isEqualTo(fault + "; taken back: 25 of 25");
    assertThat(region.artifacts()).containsOnly(OLD);
  }

  @Test
  void aRestartThatFailsStopsTheWaveAndOthersUnderWayEndFirst() {
    inWave(2);
    region.decide();
    String failed = region.underWay().get(1);
    region.end(failed, OperationState.FAILED, "the gateway refused: no such artifact");
    region.decide();
    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);

    region.decide();
    assertThat(region.underWay()).contains("waves-1/gw-001", "waves-1/gw-000/back");
    endTakenBack();

    assertThat(region.operation.getText())
        .isEqualTo(
            "the restart of gw-002 failed: the gateway refused: no such artifact;"
                + " taken back: 4 of 4");
    assertThat(region.artifacts()).containsOnly(OLD);
  }

  @Test
  void whereNothingHasChangedNothingIsTakenBack() {
    region.decide().decide();
    region.end(region.underWay().getFirst(), OperationState.FAILED, "hand-over.command: not set");

    region.decide().decide();

    assertThat(region.operation.getState()).isEqualTo(OperationState.FAILED);
    assertThat(region.operation.getText())
        .isEqualTo("the restart of gw-000 failed: hand-over.command: not set");
    assertThat(region.begun()).isEqualTo(1);
  }

  @Test
  void aProcessThatCameAlthoughItsRestartFailedIsTakenBackToo() {
    region.decide().decide();
    region.put(name(0), 2, NEW, GatewayState.SERVING, USUAL);
    region.end(region.underWay().getFirst(), OperationState.FAILED, "no end within 150 s");

    region.decide();
    endTakenBack();

    assertThat(region.operation.getText()).endsWith("; taken back: 1 of 1");
    assertThat(region.artifacts()).containsOnly(OLD);
  }

  @Test
  void whatRunsTheSameAsBeforeStays() {
    region.put(name(0), 1, NEW, GatewayState.SERVING, USUAL);
    region.untilWatched().watchedFor(PAUSE); // of the first wave
    region.untilWatched();
    region.vitals(name(1), USUAL.toBuilder().setMemoryShare(0.95).build());
    region.watchedFor(PAUSE);
    endTakenBack();

    assertThat(region.operation.getText())
        .endsWith("; taken back: 4 of 4; 1 run what they ran before and stay so");
  }

  @Test
  void whoCannotBeTakenBackIsNamed() {
    inWave(2);
    region.untilWatched();
    region.vitals(name(2), USUAL.toBuilder().setLevel(127).build());
    region.watchedFor(PAUSE).decide();
    region.end("waves-1/gw-001/back", OperationState.FAILED, "the gateway has left");
    endTakenBack();

    assertThat(region.operation.getText())
        .endsWith("; taken back: 4 of 5; not gw-001: the gateway has left");
  }

  @Test
  void whoDrainsOrIsAwayIsLeftOutAndNamed() {
    region = new WaveRegion(4);
    region.state(name(1), GatewayState.GATEWAY_DRAINING);
    region.detach(name(2));

    toItsEnd();

    assertThat(region.operation.getText())
        .isEqualTo("2 gateways restarted; left out: gw-001 (draining), gw-002 (not attached)");
  }

  @Test
  void aGatewayThatGoesBeforeItsRestartBeginsIsLeftOutAndAnotherTakesItsPlace() {
    region.decide().decide();
    region.detach(name(0));
    region.endUnbegun("waves-1/gw-000", OperationState.FAILED, "the gateway is gone");

    region.decide();

    assertThat(region.operation.getState()).isEqualTo(OperationState.RUNNING);
    assertThat(region.underWay()).containsExactly("waves-1/gw-001");
  }

  @Test
  void aGatewayThatAnotherOperationHasIsWaitedFor() {
    region = new WaveRegion(2);
    region.busy.add(name(1));
    region.untilWatched().watchedFor(PAUSE).decide();
    assertThat(region.begun()).isEqualTo(1);
    assertThat(region.operation.getState()).isEqualTo(OperationState.RUNNING);

    region.busy.clear();
    region.decide();

    assertThat(region.underWay()).containsExactly("waves-1/gw-001");
  }

  @Test
  void anAbortLetsThoseUnderWayEndAndLeavesAllAsTheyAre() {
    inWave(2);
    region.decide();
    region.operation = region.operation.toBuilder().setState(OperationState.ABORTING).build();
    region.decide();
    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);

    region.succeed();
    region.decide();

    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTED);
    assertThat(region.operation.getText())
        .isEqualTo("5 of 100 gateways were restarted and stay so");
  }

  @Test
  void aGatewayThatIsNotHeardAfterItsRestartIsWaitedForAndThenMissed() {
    region.untilWatched();
    region.detach(name(0));
    Duration last = PAUSE.plus(Watching.ATTACH_WITHIN).minusMillis(1);
    assertThat(region.watchedFor(last).operation.getState()).isEqualTo(OperationState.RUNNING);

    region.watchedFor(last.plusMillis(1));

    assertThat(region.operation.getWaves().getFault())
        .isEqualTo("gate after wave 1: gw-000: not attached (expected: serving, within 30 s)");
  }

  @Test
  void whatBecomesWorseEverywhereInTheLastWaveIsNotItsDoing() {
    inWave(4);
    region.untilWatched();
    for (int i = 0; i < 100; i++) {
      region.vitals(name(i), USUAL.toBuilder().setRefusalsPerSecond(9).build());
    }
    region.vitals(name(99), USUAL.toBuilder().setRefusalsPerSecond(19).build());
    region.watchedFor(PAUSE);
    assertThat(region.operation.getText())
        .contains("gw-099: messages refused a second: 19.0 (expected: at most 18.0)");
  }

  @Test
  void aGatewayOfAnEarlierWaveMayLoseClientsButMustServe() {
    inWave(3);
    region.vitals(name(0), USUAL.toBuilder().setConnections(10).build());
    region.untilWatched().watchedFor(PAUSE);
    assertThat(region.operation.getWaves().getWave()).isEqualTo(4);

    region.untilWatched();
    region.state(name(0), GatewayState.STARTING);
    region.watchedFor(PAUSE.plus(Watching.ATTACH_WITHIN));

    assertThat(region.operation.getWaves().getFault()).contains("gw-000: not serving");
  }

  @Test
  void aReplicaThatWasStartedAnewWaitsUntilGatewaysHaveAttached() {
    region = new WaveRegion(3);
    region.attended = Duration.ZERO;
    region.detach(name(1));
    assertThat(region.decide().operation.getState()).isEqualTo(OperationState.PENDING);

    region.attended = WaveCourse.ATTACH_AGAIN;

    assertThat(region.decide().operation.getState()).isEqualTo(OperationState.RUNNING);
  }

  @Test
  void nothingIsDoneBeforeTheyHaveAttachedToTheNextLeader() {
    region = new WaveRegion(3);
    region.untilWatched();
    region.attended = Duration.ZERO;
    region.detach(name(1));
    region.detach(name(2));
    assertThat(region.watchedFor(PAUSE).operation.getState()).isEqualTo(OperationState.RUNNING);

    region.put(name(1), 1, OLD, GatewayState.SERVING, USUAL);
    region.put(name(2), 1, OLD, GatewayState.SERVING, USUAL);
    toItsEnd();

    assertThat(region.operation.getText()).isEqualTo("3 gateways restarted");
  }

  @Test
  void nobodyIsForgottenWhoIsNotYetAttachedToTheNextLeader() {
    region.decide().decide();
    region.end(region.underWay().getFirst(), OperationState.FAILED, "no end within 150 s");
    region.detach(name(0));
    region.attended = Duration.ZERO;
    region.decide().decide();
    assertThat(region.operation.getState()).isEqualTo(OperationState.ABORTING);

    region.put(name(0), 2, NEW, GatewayState.SERVING, USUAL);
    endTakenBack();

    assertThat(region.operation.getText()).endsWith("; taken back: 1 of 1");
  }

  @Test
  void withoutAGatewayThereIsNothingToDo() {
    region = new WaveRegion(0);

    assertThat(region.decide().operation.getState()).isEqualTo(OperationState.FAILED);
    assertThat(region.operation.getText()).isEqualTo("no gateway is attached and serves");
  }

  /** At the beginning of that wave, all well before. */
  private void inWave(int wave) {
    region.decide();
    while (region.operation.getWaves().getWave() < wave) {
      region.untilWatched().watchedFor(PAUSE);
    }
  }

  private void toItsEnd() {
    region.decide();
    while (region.operation.getState() == OperationState.RUNNING) {
      region.untilWatched().watchedFor(PAUSE);
    }
  }

  private void endTakenBack() {
    region.decide();
    while (region.operation.getState() == OperationState.ABORTING) {
      region.succeed().decide();
    }
  }
}
