package io.drawbridge.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.control.v1.Step;
import io.drawbridge.proto.control.v1.Undrain;
import io.drawbridge.proto.handover.v1.Obeyed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectivesTest {
  private final List<PeerList> peers = new ArrayList<>();
  private final List<RevocationSet> revocations = new ArrayList<>();
  private final FakeClients clients = new FakeClients();
  private final FakeRestarts restarts = new FakeRestarts();
  private final Directives directives =
      new Directives(peers::add, revocations::add, PolicyControl.NONE, clients, restarts);

  @Test
  void handsOnRevocationsOfEveryReplica() {
    apply(drain(2, 7, "op-1", 1));
    RevocationSet set =
        RevocationSet.newBuilder().addRevocations(Revocation.newBuilder().setUser("eve")).build();

    assertThat(directives.apply(Directive.newBuilder().setRevocations(set).build())).isEmpty();

    assertThat(revocations).containsExactly(set);
  }

  @Test
  void refusesADeposedLeader() {
    apply(drain(2, 7, "op-1", 1));

    DirectiveResult result = apply(drain(2, 6, "op-2", 1));

    assertThat(result.getKind()).isEqualTo(ResultKind.REFUSED_FENCED);
    assertThat(result.getText()).isEqualTo("fence: 2.6 (expected: at least 2.7)");
    assertThat(clients.told).containsExactly("drain 500");
  }

  @Test
  void startsTheNextProcessOnceAndTellsHowItStands() {
    Directive step = restart("op-1", 5);

    assertThat(apply(step).getKind()).isEqualTo(ResultKind.IN_PROGRESS);
    assertThat(apply(step).getText()).isEqualTo("it starts");
    restarts.end(ResultKind.REFUSED_INVALID, "it has died");

    assertThat(apply(step).getKind()).isEqualTo(ResultKind.REFUSED_INVALID);
    assertThat(directives.news())
        .singleElement()
        .satisfies(told -> assertThat(told.getText()).isEqualTo("it has died"));
    assertThat(directives.news()).isEmpty();
    assertThat(restarts.asked).isEqualTo(1);
  }

  /**
   * What a process is told of orders goes on to its own next process unread: of all that is handed
   * over this alone, as sessions, tombstones and the rest are made anew from what is known of them
   * (decision 16).
   */
  @Test
  void whatALaterReleaseTellsOfOrdersGoesOnThroughAProcessThatDoesNotKnowIt() {
    UnknownFieldSet more =
        UnknownFieldSet.newBuilder()
            .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    Fence fence = Fence.newBuilder().setFleetGeneration(2).setUnknownFields(more).build();
    DirectiveResult step =
        DirectiveResult.newBuilder()
            .setFence(fence)
            .setOperation("op-1")
            .setStep(1)
            .setKind(ResultKind.DONE)
            .setUnknownFields(more)
            .build();
    Obeyed obeyed = Obeyed.newBuilder().setFence(fence).addSteps(step).build();

    directives.goOnAfter(obeyed);

    assertThat(directives.handOver()).isEqualTo(obeyed);
    assertThat(directives.handOver().toByteString()).isEqualTo(obeyed.toByteString());
  }

  @Test
  void theNextProcessAnswersWhatTheOneBeforeHasBegun() {
    var _ = apply(restart("op-1", 5));
    Directives next =
        new Directives(peers::add, revocations::add, PolicyControl.NONE, clients, restarts);
    next.goOnAfter(directives.handOver());
    restarts.generation = 6;
    restarts.end(ResultKind.DONE, "took over");

    DirectiveResult answer = next.apply(restart("op-1", 5)).orElseThrow();

    assertThat(answer.getKind()).isEqualTo(ResultKind.DONE);
    assertThat(answer.getText()).isEqualTo("took over");
    assertThat(answer.getStep()).isEqualTo(1);
  }

  /** What came in time is known to the next process; what comes later is done by that one alone. */
  @Test
  void aStepThatComesWhileTheGatewayIsHandedOverIsObeyedOnce() {
    var _ = apply(drain(2, 7, "op-1", 1));
    FakeClients clientsOfNext = new FakeClients();
    Directives next =
        new Directives(peers::add, revocations::add, PolicyControl.NONE, clientsOfNext, restarts);
    next.goOnAfter(directives.handOver());

    assertThat(apply(undrain(2, 7, "op-2", 1)).getKind()).isEqualTo(ResultKind.RETRY);
    assertThat(apply(restart("op-3", 5)).getKind()).isEqualTo(ResultKind.RETRY);
    assertThat(next.apply(undrain(2, 7, "op-2", 1)).orElseThrow().getKind())
        .isEqualTo(ResultKind.RETRY);
    next.tookOver();
    assertThat(next.apply(undrain(2, 7, "op-2", 1)).orElseThrow().getKind())
        .isEqualTo(ResultKind.DONE);
    assertThat(apply(undrain(2, 7, "op-2", 1)).getKind()).isEqualTo(ResultKind.RETRY);

    assertThat(clients.told).containsExactly("drain 500");
    assertThat(clientsOfNext.told).containsExactly("undrain");
    assertThat(apply(drain(2, 7, "op-1", 1)).getKind()).isEqualTo(ResultKind.IN_PROGRESS);
  }

  /** A later step of it is not begun either, and what the one before does goes on. */
  @Test
  void anOperationThatIsUnderWayIsNotStoppedByAStepThatWaits() {
    var _ = apply(drain(2, 7, "op-1", 1));
    var _ = directives.handOver();

    assertThat(apply(undrain(2, 7, "op-1", 2)).getKind()).isEqualTo(ResultKind.RETRY);

    assertThat(clients.errand.stopped).isFalse();
    directives.goOn(); // the next process has died
    assertThat(apply(undrain(2, 7, "op-1", 2)).getKind()).isEqualTo(ResultKind.DONE);
    assertThat(clients.errand.stopped).isTrue();
  }

  private static Directive restart(String operation, long generation) {
    return Directive.newBuilder()
        .setFence(Fence.newBuilder().setFleetGeneration(2).setLeaderEpoch(7))
        .setStep(
            Step.newBuilder()
                .setOperation(operation)
                .setNumber(1)
                .setRestart(Restart.newBuilder().setGeneration(generation)))
        .build();
  }

  @Test
  void countsWhatItAnsweredAndSaysWhomItObeys() {
    apply(drain(2, 7, "op-1", 1));
    apply(drain(2, 6, "op-2", 1));

    EnumMap<ResultKind, Long> counted = new EnumMap<>(ResultKind.class);
    directives.counts().forEach(counted::put);
    assertThat(counted)
        .containsEntry(ResultKind.IN_PROGRESS, 1L)
        .containsEntry(ResultKind.REFUSED_FENCED, 1L)
        .containsEntry(ResultKind.DONE, 0L);
    assertThat(directives.counts().obeyed().getLeaderEpoch()).isEqualTo(7);
  }

  @Test
  void ranksTheFleetGenerationAboveTheLeaderEpoch() {
    apply(drain(1, 100, "op-1", 1));

    assertThat(apply(drain(2, 1, "op-2", 1)).getKind()).isEqualTo(ResultKind.IN_PROGRESS);
  }

  @Test
  void doesAStepOnceAndAnswersARepeatByHowItStands() {
    DirectiveResult first = apply(drain(1, 1, "op-1", 3));
    clients.errand.left = 4;
    DirectiveResult second = apply(drain(1, 2, "op-1", 3));
    clients.errand.over = true;
    DirectiveResult third = apply(drain(1, 3, "op-1", 3));

    assertThat(first.getKind()).isEqualTo(ResultKind.IN_PROGRESS);
    assertThat(first.getProgress().getLeft()).isEqualTo(10);
    assertThat(second.getKind()).isEqualTo(ResultKind.IN_PROGRESS);
    assertThat(second.getProgress().getLeft()).isEqualTo(4);
    assertThat(third.getKind()).isEqualTo(ResultKind.DONE);
    assertThat(third.getFence().getLeaderEpoch()).isEqualTo(3);
    assertThat(clients.told).containsExactly("drain 500");
  }

  @Test
  void tellsOfAStepUntilItIsOver() {
    apply(drain(1, 1, "op-1", 1));

    assertThat(directives.news())
        .singleElement()
        .extracting(DirectiveResult::getKind)
        .isEqualTo(ResultKind.IN_PROGRESS);
    clients.errand.over = true;
    assertThat(directives.news())
        .singleElement()
        .extracting(DirectiveResult::getKind)
        .isEqualTo(ResultKind.DONE);
    assertThat(directives.news()).isEmpty();
  }

  @Test
  void aLaterStepEndsWhatTheOneBeforeStillDoes() {
    apply(drain(1, 1, "op-1", 1));

    DirectiveResult undrained = apply(undrain(1, 1, "op-1", 2));

    assertThat(clients.errand.stopped).isTrue();
    assertThat(undrained.getKind()).isEqualTo(ResultKind.DONE);
    assertThat(directives.news()).isEmpty();
  }

  @Test
  void refusesToTakeClientsAgainWhenTheProcessStops() {
    clients.stopping = true;

    DirectiveResult result = apply(undrain(1, 1, "op-1", 1));

    assertThat(result.getKind()).isEqualTo(ResultKind.REFUSED_INVALID);
    assertThat(result.getText()).isEqualTo("this process is stopping");
  }

  @Test
  void saysHowManySessionsAKickEnded() {
    Step kick =
        Step.newBuilder()
            .setOperation("op-1")
            .setNumber(1)
            .setKick(Kick.newBuilder().setApp("default").setUser("eve"))
            .build();

    DirectiveResult result = apply(fenced(1, 1).setStep(kick).build());

    assertThat(result.getText()).isEqualTo("sessions ended: 2");
    assertThat(clients.told).containsExactly("kick eve");
  }

  @Test
  void refusesWhatThisBuildDoesNotKnow() {
    Step unknown = Step.newBuilder().setOperation("op-1").setNumber(1).build();

    DirectiveResult result = apply(fenced(1, 1).setStep(unknown).build());

    assertThat(result.getKind()).isEqualTo(ResultKind.REFUSED_INVALID);
  }

  @Test
  void remembersSoManyOperations() {
    for (int i = 0; i <= Steps.OPERATIONS_REMEMBERED; i++) {
      apply(undrain(1, 1, "op-" + i, 2));
    }
    clients.told.clear();

    apply(undrain(1, 1, "op-" + Steps.OPERATIONS_REMEMBERED, 2));
    assertThat(clients.told).isEmpty();
    apply(undrain(1, 1, "op-0", 2));
    assertThat(clients.told).containsExactly("undrain");
  }

  @Test
  void refusesAStepBackwards() {
    apply(drain(1, 1, "op-1", 3));

    DirectiveResult result = apply(undrain(1, 1, "op-1", 2));

    assertThat(result.getKind()).isEqualTo(ResultKind.REFUSED_FENCED);
    assertThat(result.getText()).isEqualTo("step: 2 (expected: >= 3)");
    assertThat(clients.told).containsExactly("drain 500");
  }

  @Test
  void takesPeersFromAnyReplica() {
    Directive list = Directive.newBuilder().setPeers(PeerList.getDefaultInstance()).build();

    assertThat(directives.apply(list)).isEmpty();
    assertThat(peers).hasSize(1);
  }

  private DirectiveResult apply(Directive directive) {
    return directives.apply(directive).orElseThrow();
  }

  private static Directive drain(long fleet, long epoch, String operation, int number) {
    return fenced(fleet, epoch)
        .setStep(
            Step.newBuilder()
                .setOperation(operation)
                .setNumber(number)
                .setDrain(Drain.newBuilder().setDeadlineMillis(500)))
        .build();
  }

  private static Directive undrain(long fleet, long epoch, String operation, int number) {
    return fenced(fleet, epoch)
        .setStep(
            Step.newBuilder()
                .setOperation(operation)
                .setNumber(number)
                .setUndrain(Undrain.getDefaultInstance()))
        .build();
  }

  private static Directive.Builder fenced(long fleet, long epoch) {
    return Directive.newBuilder()
        .setFence(Fence.newBuilder().setFleetGeneration(fleet).setLeaderEpoch(epoch));
  }
}
