package io.drawbridge.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Progress;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.RestartWaves;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Step;
import io.drawbridge.proto.control.v1.Step.ActionCase;
import io.drawbridge.proto.control.v1.Undrain;
import io.drawbridge.proto.control.v1.Vitals;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
  private static final Operation DRAIN =
      asked(
          OperationOrder.newBuilder()
              .setDrain(Drain.newBuilder().setDeadlineMillis(60_000).setLingerMillis(30_000)));
  private static final Operation UNDRAIN =
      asked(OperationOrder.newBuilder().setUndrain(Undrain.getDefaultInstance()));
  private static final Operation KICK =
      asked(OperationOrder.newBuilder().setKick(Kick.newBuilder().setUser("eve")));

  private static final Operation RESTART =
      asked(
          OperationOrder.newBuilder().setRestart(Restart.newBuilder().setArtifact("gateway-2.0")));

  private static final Vitals VITALS = Vitals.newBuilder().setConnections(12).build();

  private Optional<Running> process = Optional.of(process(7, "gateway-1.9"));
  private boolean gone;
  private boolean out;
  private Duration age = Duration.ZERO;
  private Optional<DirectiveResult> result = Optional.empty();

  @Test
  void whatIsAbortedBeforeItBeganIsNotPausedAnyMore() {
    Operation paused =
        asked(OperationOrder.newBuilder().setRestartWaves(RestartWaves.getDefaultInstance()))
            .toBuilder()
            .setPaused(true)
            .build();

    Operation aborted = Course.abort(paused).orElseThrow();

    assertThat(aborted.getState()).isEqualTo(OperationState.ABORTED);
    assertThat(aborted.getPaused()).isFalse();
  }

  @Test
  void aDrainTakesTheGatewayOutOfPlacementFirst() {
    Operation first = next(DRAIN);

    assertThat(first.getState()).isEqualTo(OperationState.RUNNING);
    assertThat(first.getStep().getNumber()).isEqualTo(1);
    assertThat(first.getStep().getActionCase()).isEqualTo(ActionCase.HOLD);
    assertStays(first);
  }

  @Test
  void nobodyIsAskedToLeaveBeforeAllWhoPlaceClientsKnow() {
    Operation held = next(DRAIN);
    answered(held, ResultKind.DONE);
    age = Course.CONFIRM_WITHIN.minusMillis(1);
    assertStays(held);

    out = true;

    assertThat(next(held).getStep().getActionCase()).isEqualTo(ActionCase.DRAIN);
    assertThat(next(held).getStep().getNumber()).isEqualTo(2);
  }

  @Test
  void someoneWhoDoesNotConfirmHoldsADrainUpOnlySoLong() {
    Operation held = next(DRAIN);
    answered(held, ResultKind.DONE);
    age = Course.CONFIRM_WITHIN;

    assertThat(next(held).getStep().getActionCase()).isEqualTo(ActionCase.DRAIN);
  }

  @Test
  void tellsProgressAndEndsWhenTheGatewaySaysSo() {
    Operation draining = draining();
    left(draining, ResultKind.IN_PROGRESS, 7);
    Operation further = next(draining);
    assertThat(further.getProgress().getLeft()).isEqualTo(7);
    assertStays(further);

    left(draining, ResultKind.DONE, 0);
    Operation done = next(further);

    assertThat(done.getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(done.getText()).isEqualTo("everybody has left: 10");
    assertStays(done);
  }

  @Test
  void aDrainWhoseTimeIsOverSaysWhoIsLeft() {
    Operation draining = draining();
    left(draining, ResultKind.DONE, 2);

    assertThat(next(draining).getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(next(draining).getText()).isEqualTo("2 of 10 clients did not leave in time");
  }

  /** The gateway is being handed over; its next process is asked again. */
  @Test
  void aStepThatIsToBeAskedAgainIsNeitherDoneNorRefused() {
    Operation kick = next(KICK);
    answered(kick, ResultKind.RETRY);
    assertStays(kick);

    answered(kick, ResultKind.DONE);

    assertThat(next(kick).getState()).isEqualTo(OperationState.OPERATION_DONE);
  }

  @Test
  void resultsOfEarlierStepsDoNotCount() {
    Operation held = next(DRAIN);
    answered(held, ResultKind.DONE);
    out = true;
    Operation draining = next(held);

    assertStays(draining);
  }

  @Test
  void anAbortTakesADrainBackByAFurtherStep() {
    Operation draining = draining();

    Operation aborting = Course.abort(draining).orElseThrow();

    assertThat(aborting.getState()).isEqualTo(OperationState.ABORTING);
    assertThat(aborting.getStep().getNumber()).isEqualTo(3);
    assertThat(aborting.getStep().getActionCase()).isEqualTo(ActionCase.UNDRAIN);
    assertThat(Course.abort(aborting)).isEmpty();
    answered(aborting, ResultKind.DONE);
    assertThat(next(aborting).getState()).isEqualTo(OperationState.ABORTED);
  }

  @Test
  void whatHasNotBegunIsAbortedAtOnceAndWhatCannotBeTakenBackIsNot() {
    assertThat(Course.abort(KICK).orElseThrow().getState()).isEqualTo(OperationState.ABORTED);

    assertThat(Course.abort(next(KICK))).isEmpty();
    assertThat(Course.abort(next(UNDRAIN))).isEmpty();
  }

  @Test
  void aRefusalEndsItWithTheGatewaysWords() {
    Operation undraining = next(UNDRAIN);
    result =
        Optional.of(
            result(undraining, ResultKind.REFUSED_INVALID)
                .setText("this process is stopping")
                .build());

    Operation failed = next(undraining);

    assertThat(failed.getState()).isEqualTo(OperationState.FAILED);
    assertThat(failed.getText()).isEqualTo("the gateway refused: this process is stopping");
  }

  @Test
  void aDrainOfAGatewayThatLeavesIsDoneAndOthersFail() {
    Operation draining = draining();
    Operation kicking = next(KICK);
    gone = true;

    assertThat(next(draining).getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(next(kicking).getState()).isEqualTo(OperationState.FAILED);
    assertThat(next(UNDRAIN).getState()).isEqualTo(OperationState.FAILED);
  }

  @Test
  void everyStepEnds() {
    Operation draining = draining();
    age = Duration.ofSeconds(90).plus(Course.ANSWER_WITHIN);
    assertStays(draining);

    age = age.plusMillis(1);
    Operation failed = next(draining);

    assertThat(failed.getState()).isEqualTo(OperationState.FAILED);
    assertThat(failed.getText()).isEqualTo("step 2: no end within 150 s (the gateway is attached)");
  }

  @Test
  void aKickTellsHowManySessionsItEnded() {
    Operation kicking = next(KICK);
    result = Optional.of(result(kicking, ResultKind.DONE).setText("sessions ended: 2").build());

    assertThat(next(kicking).getText()).isEqualTo("sessions ended: 2");
  }

  @Test
  void aRestartNamesTheProcessThatItReplacesAndKeepsWhatThatWasStartedAs() {
    Operation restarting = next(RESTART);

    assertThat(restarting.getState()).isEqualTo(OperationState.RUNNING);
    assertThat(restarting.getStep().getRestart())
        .isEqualTo(Restart.newBuilder().setArtifact("gateway-2.0").setGeneration(7).build());
    assertThat(restarting.getReplaced().getArtifact()).isEqualTo("gateway-1.9");
    assertThat(restarting.getReplaced().getVitals()).isEqualTo(VITALS);
    process = Optional.of(process(8, "gateway-2.0"));
    assertStays(restarting);

    result =
        Optional.of(
            result(restarting, ResultKind.DONE)
                .setText("took over 1234 sessions in 0.6 s")
                .build());
    assertThat(next(restarting).getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(next(restarting).getText()).isEqualTo("took over 1234 sessions in 0.6 s");
  }

  @Test
  void aRestartWaitsForAProcessThatIsAttachedButNotForEver() {
    process = Optional.empty();
    assertStays(RESTART);
    age = Course.ANSWER_WITHIN;
    assertStays(RESTART);

    age = age.plusMillis(1);

    assertThat(next(RESTART).getState()).isEqualTo(OperationState.FAILED);
    assertThat(next(RESTART).getText())
        .isEqualTo("the gateway is not attached (expected: within 60 s)");
  }

  @Test
  void aRestartThatHasBegunCannotBeStopped() {
    assertThat(Course.abort(RESTART).orElseThrow().getState()).isEqualTo(OperationState.ABORTED);

    assertThat(Course.abort(next(RESTART))).isEmpty();
  }

  @Test
  void restartsInWavesAreStoppedByWhatFollowsThem() {
    Operation waves =
        asked(OperationOrder.newBuilder().setRestartWaves(RestartWaves.getDefaultInstance()));
    Operation running = waves.toBuilder().setState(OperationState.RUNNING).build();

    assertThat(Course.abort(waves).orElseThrow().getState()).isEqualTo(OperationState.ABORTED);
    assertThat(Course.abort(running).orElseThrow().getState()).isEqualTo(OperationState.ABORTING);
    assertThat(Course.abort(running).orElseThrow().hasStep()).isFalse();
  }

  private static Running process(long generation, String artifact) {
    return new Running(
        GatewayRegistration.newBuilder().setGeneration(generation).setArtifact(artifact).build(),
        GatewayState.SERVING,
        VITALS);
  }

  private Operation draining() {
    Operation held = next(DRAIN);
    answered(held, ResultKind.DONE);
    out = true;
    Operation draining = next(held);
    result = Optional.empty();
    return draining;
  }

  private Operation next(Operation operation) {
    return Course.next(operation, seen()).orElseThrow();
  }

  private void assertStays(Operation operation) {
    assertThat(Course.next(operation, seen())).isEmpty();
  }

  private Seen seen() {
    return new Seen(process.filter(_ -> !gone), gone, out, result, age);
  }

  private void answered(Operation operation, ResultKind kind) {
    result = Optional.of(result(operation, kind).build());
  }

  private void left(Operation operation, ResultKind kind, int left) {
    Progress progress = Progress.newBuilder().setTotal(10).setTold(10).setLeft(left).build();
    result = Optional.of(result(operation, kind).setProgress(progress).build());
  }

  private static DirectiveResult.Builder result(Operation operation, ResultKind kind) {
    Step step = operation.getStep();
    return DirectiveResult.newBuilder()
        .setOperation(step.getOperation())
        .setStep(step.getNumber())
        .setKind(kind);
  }

  private static Operation asked(OperationOrder.Builder order) {
    return Operation.newBuilder()
        .setId("op-1")
        .setOrder(order.setGateway("gw-1"))
        .setState(OperationState.PENDING)
        .build();
  }
}
