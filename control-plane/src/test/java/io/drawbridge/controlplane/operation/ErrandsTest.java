package io.drawbridge.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.PauseOrder;
import io.drawbridge.proto.control.v1.RestartWaves;
import io.drawbridge.proto.control.v1.Undrain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrandsTest {
  private static final OperationOrder DRAIN =
      OperationOrder.newBuilder()
          .setGateway("gw-1")
          .setRegion("s")
          .setIdempotencyKey("mine")
          .setDrain(Drain.getDefaultInstance())
          .build();

  private static final OperationOrder WAVES =
      OperationOrder.newBuilder()
          .setRegion("s")
          .setRestartWaves(RestartWaves.getDefaultInstance())
          .build();

  private static final PauseOrder PAUSE =
      PauseOrder.newBuilder().setRequestedBy("alice").setPaused(true).build();

  private final HandClock clock = new HandClock();
  private final Region s = new Region();
  private final Errands errands = new Errands(Map.of("s", s), Runnable::run, clock, clock);

  @Test
  void whatIsAskedForIsAlwaysTheSameAndNamesTheOperation() {
    long asked = clock.millis();
    Operation drain = Elsewhere.begin("drain-1", DRAIN, asked);
    s.answer = new Answer.Unavailable("cut");

    Operation waits = next(drain);
    Operation stillWaits = next(waits);

    assertThat(waits.getState()).isEqualTo(OperationState.PENDING);
    assertThat(waits.getText()).contains("s does not answer").contains("cut");
    assertThat(stillWaits).isEqualTo(waits);
    assertThat(s.asked).hasSize(2);
    OperationOrder first = (OperationOrder) s.asked.getFirst();
    assertThat(first.getParent()).isEqualTo("drain-1");
    assertThat(first.getIdempotencyKey()).isEmpty();
    assertThat(first.getNotAfterUnixMillis()).isEqualTo(asked + Elsewhere.TAKE_WITHIN.toMillis());
    assertThat(s.asked).containsOnly(first);
  }

  @Test
  void whatTheRegionHasTakenIsShownAndNotAskedForAgain() {
    s.answer = new Answer.Accepted(child(OperationState.RUNNING, "it drains"));
    Operation taken = next(Elsewhere.begin("drain-1", DRAIN, clock.millis()));
    assertThat(taken.getChild()).isEqualTo("drain-1/s");
    assertThat(taken.getState()).isEqualTo(OperationState.RUNNING);
    s.asked.clear();

    s.answer = new Answer.Unavailable("cut");
    Operation cutOff = next(taken);
    assertThat(cutOff.getState()).isEqualTo(OperationState.RUNNING);
    assertThat(cutOff.getText()).contains("does not answer");
    clock.advance(Duration.ofDays(1));
    assertThat(next(cutOff).getState()).isEqualTo(OperationState.RUNNING);

    s.answer = new Answer.Accepted(child(OperationState.OPERATION_DONE, "everybody has left"));
    Operation done = next(cutOff);
    assertThat(done.getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(done.getText()).isEqualTo("everybody has left");
    assertThat(s.asked).containsOnly("drain-1/s");
  }

  @Test
  void aRegionThatIsCutOffTooLongIsNotAskedAnyMore() {
    Operation drain = Elsewhere.begin("drain-1", DRAIN, clock.millis());
    s.answer = new Answer.Unavailable("cut");

    clock.advance(Elsewhere.TAKE_WITHIN.plus(Elsewhere.CLOCKS_WITHIN).minus(Errands.LONGEST_PAUSE));
    Operation onTheEdge = next(drain);
    Operation late = next(onTheEdge);

    assertThat(onTheEdge.getState()).isEqualTo(OperationState.PENDING);
    assertThat(late.getState()).isEqualTo(OperationState.FAILED);
    assertThat(late.getText()).contains("not taken it within 10 min");
  }

  @Test
  void whatIsStoppedBeforeItWasTakenIsStoppedThereToo() {
    Operation drain =
        Elsewhere.begin("drain-1", DRAIN, clock.millis()).toBuilder()
            .setState(OperationState.ABORTING)
            .build();
    s.answer = new Answer.Accepted(child(OperationState.ABORTED, "before it began"));

    Operation stopped = next(drain);

    assertThat(stopped.getState()).isEqualTo(OperationState.ABORTED);
    AbortOrder asked = (AbortOrder) s.asked.getFirst();
    assertThat(asked.getOperation()).isEqualTo("drain-1/s");
    assertThat(asked.getOrder().getParent()).isEqualTo("drain-1");
  }

  /** It may wait for a connection, and would leave when the region is back. */
  @Test
  void anOrderThatIsUnderWayIsTakenBackForTheAbort() {
    var asking = new ArrayDeque<Runnable>();
    var errands = new Errands(Map.of("s", s), asking::add, clock, clock);
    Operation drain = Elsewhere.begin("drain-1", DRAIN, clock.millis());
    s.answer = new Answer.Accepted(child(OperationState.ABORTED, "before it began"));

    assertThat(errands.next(drain)).isEmpty();
    Operation aborting = drain.toBuilder().setState(OperationState.ABORTING).build();
    assertThat(errands.next(aborting)).isEmpty();
    assertThat(errands.next(aborting)).as("asked once").isEmpty();
    assertThat(asking).hasSize(2);
    asking.forEach(Runnable::run);

    assertThat(s.asked).hasSize(1).first().isInstanceOf(AbortOrder.class);
    assertThat(errands.next(aborting).orElseThrow().getState()).isEqualTo(OperationState.ABORTED);
  }

  @Test
  void whatTheRegionRefusesHasFailed() {
    Operation drain = Elsewhere.begin("drain-1", DRAIN, clock.millis());
    Operation other = child(OperationState.RUNNING, "").toBuilder().setId("move-2").build();

    assertThat(Elsewhere.next(drain, new Answer.Conflict(other), 0).getText())
        .isEqualTo("s: move-2 has the gateway");
    for (Answer refusal :
        new Answer[] {
          new Answer.Conflict(other),
          new Answer.KeyTaken(other),
          new Answer.UnknownGateway(),
          new Answer.UnknownOperation(),
          new Answer.UnknownRegion(),
          new Answer.TooLate()
        }) {
      assertThat(Elsewhere.next(drain, refusal, 0).getState()).isEqualTo(OperationState.FAILED);
    }
    for (Answer later : new Answer[] {new Answer.NotLeading(), new Answer.Full()}) {
      assertThat(Elsewhere.next(drain, later, 0).getState()).isEqualTo(OperationState.PENDING);
    }
  }

  @Test
  void whatCannotBeTakenBackThereGoesOn() {
    OperationOrder undrain = DRAIN.toBuilder().setUndrain(Undrain.getDefaultInstance()).build();
    Operation aborting =
        Elsewhere.begin("undrain-1", undrain, clock.millis()).toBuilder()
            .setState(OperationState.ABORTING)
            .build();
    Operation running = child(OperationState.RUNNING, "");

    assertThat(Elsewhere.next(aborting, new Answer.NotAbortable(running), 0).getState())
        .isEqualTo(OperationState.RUNNING);
  }

  @Test
  void aPauseIsToldToTheRegionThatHasTakenIt() {
    s.answer = new Answer.Accepted(waves(false));
    Operation taken = next(Elsewhere.begin("waves-1", WAVES, clock.millis()));
    Operation paused = Pausing.of(taken, PAUSE, true);
    s.asked.clear();

    s.answer = new Answer.Unavailable("cut");
    Operation untold = next(paused);
    assertThat(untold.getPaused()).isTrue();
    s.answer = new Answer.Accepted(waves(true));
    Operation told = next(untold);
    Operation followed = next(told);

    assertThat(s.asked.subList(0, 2))
        .containsOnly(PAUSE.toBuilder().setOperation("waves-1/s").build());
    assertThat(s.asked).hasSize(3).last().isEqualTo("waves-1/s");
    assertThat(told.getPaused()).isTrue();
    assertThat(told.hasUntoldPause()).isFalse();
    assertThat(followed).isEqualTo(told);
    s.answer = new Answer.Accepted(waves(false));
    assertThat(next(followed).getPaused()).as("resumed over there").isFalse();
  }

  @Test
  void whatIsPausedBeforeItWasTakenIsNotAskedForUntilItGoesOn() {
    Operation asked = Elsewhere.begin("waves-1", WAVES, clock.millis());
    Operation paused = Pausing.of(asked, PAUSE, true);

    s.answer = new Answer.UnknownOperation();
    Operation held = next(paused);
    assertThat(held.getText()).isEqualTo("s is next, paused before it was asked");
    assertThat(held.getState()).isEqualTo(OperationState.PENDING);
    assertThat(s.asked).containsOnly("waves-1/s");
    Operation goesOn = Pausing.of(held, PAUSE.toBuilder().setPaused(false).build(), true);
    assertThat(goesOn.hasUntoldPause()).isFalse();
    s.answer = new Answer.Accepted(waves(false));
    assertThat(next(goesOn).getChild()).isEqualTo("waves-1/s");
  }

  @Test
  void whatHasLeftBeforeItWasPausedIsPausedWhereItCame() {
    Operation paused = Pausing.of(Elsewhere.begin("waves-1", WAVES, clock.millis()), PAUSE, true);

    s.answer = new Answer.Accepted(waves(false));
    Operation taken = next(paused);
    assertThat(taken.getChild()).isEqualTo("waves-1/s");
    assertThat(taken.getPaused()).isTrue();
    next(taken);

    assertThat(s.asked).last().isEqualTo(PAUSE.toBuilder().setOperation("waves-1/s").build());
  }

  @Test
  void whatIsOverThereWhenItIsPausedIsOver() {
    Operation paused = Pausing.of(Elsewhere.begin("waves-1", WAVES, clock.millis()), PAUSE, true);
    Operation over = waves(false).toBuilder().setState(OperationState.OPERATION_DONE).build();

    Operation next = Elsewhere.next(paused, new Answer.NotPausable(over), 0);

    assertThat(next.getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(next.getPaused()).isFalse();
    assertThat(next.hasUntoldPause()).isFalse();
  }

  /** It was asked whether that is known over there, and is asked something else by now. */
  @Test
  void whatWasHeardWhileItWasHeldDoesNotEndItWhenItGoesOn() {
    Operation paused = Pausing.of(Elsewhere.begin("waves-1", WAVES, clock.millis()), PAUSE, true);
    s.answer = new Answer.UnknownOperation();
    assertThat(errands.next(paused)).isEmpty();
    assertThat(s.asked).containsExactly("waves-1/s");

    Operation goesOn = Pausing.of(paused, PAUSE.toBuilder().setPaused(false).build(), true);
    s.answer = new Answer.Accepted(waves(false));

    assertThat(errands.next(goesOn)).isEmpty();
    assertThat(s.asked).last().isEqualTo(Elsewhere.order(goesOn));
    assertThat(errands.next(goesOn).orElseThrow().getState()).isEqualTo(OperationState.RUNNING);
  }

  /** The order may have left before the pause: the region must hear that it is stopped. */
  @Test
  void whatIsAbortedWhileItIsHeldIsStoppedThereToo() {
    Operation paused = Pausing.of(Elsewhere.begin("waves-1", WAVES, clock.millis()), PAUSE, true);
    s.answer = new Answer.UnknownOperation();
    assertThat(errands.next(paused)).isEmpty();

    Operation aborting = Elsewhere.abort(paused).orElseThrow();
    s.answer = new Answer.Accepted(child(OperationState.ABORTED, "before it began"));

    assertThat(errands.next(aborting)).isEmpty();
    assertThat(s.asked).last().isInstanceOf(AbortOrder.class);
    assertThat(errands.next(aborting).orElseThrow().getState()).isEqualTo(OperationState.ABORTED);
  }

  @Test
  void whatIsTooLateIsNotPausedAnyMore() {
    Operation paused = Pausing.of(Elsewhere.begin("waves-1", WAVES, clock.millis()), PAUSE, true);

    Operation late = Elsewhere.next(paused, new Answer.TooLate(), 0);

    assertThat(late.getState()).isEqualTo(OperationState.FAILED);
    assertThat(late.getPaused()).isFalse();
    assertThat(late.hasUntoldPause()).isFalse();
  }

  private static Operation waves(boolean paused) {
    return Operation.newBuilder()
        .setId("waves-1/s")
        .setRegion("s")
        .setOrder(WAVES)
        .setState(OperationState.RUNNING)
        .setPaused(paused)
        .build();
  }

  /** After the pause, by what the region answers then. */
  private Operation next(Operation operation) {
    clock.advance(Errands.LONGEST_PAUSE);
    assertThat(errands.next(operation)).as("is asked").isEmpty();
    return errands.next(operation).orElse(operation);
  }

  private static Operation child(OperationState state, String text) {
    return Operation.newBuilder()
        .setId("drain-1/s")
        .setRegion("s")
        .setState(state)
        .setText(text)
        .build();
  }

  /** Answers always the same, and remembers what it was asked. */
  private static final class Region implements OperationDesk {
    private final List<Object> asked = new ArrayList<>();
    private Answer answer = new Answer.NotLeading();

    @Override
    public Answer request(OperationOrder order) {
      return answered(order);
    }

    @Override
    public Answer abort(AbortOrder order) {
      return answered(order);
    }

    @Override
    public Answer pause(PauseOrder order) {
      return answered(order);
    }

    @Override
    public Answer find(String id) {
      return answered(id);
    }

    private Answer answered(Object what) {
      asked.add(what);
      return answer;
    }
  }
}
