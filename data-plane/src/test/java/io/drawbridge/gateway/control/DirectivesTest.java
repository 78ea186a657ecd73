package io.drawbridge.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.control.v1.Step;
import io.drawbridge.proto.control.v1.Undrain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectivesTest {
  private final List<PeerList> peers = new ArrayList<>();
  private final List<RevocationSet> revocations = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Directives directives =
      new Directives(
          peers::add,
          revocations::add,
          new DrainControl() {
            @Override
            public void drain(Duration over) {
              done.add("drain " + over.toMillis());
            }

            @Override
            public void undrain() {
              done.add("undrain");
            }
          });

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
    assertThat(done).containsExactly("drain 500");
  }

  @Test
  void ranksTheFleetGenerationAboveTheLeaderEpoch() {
    apply(drain(1, 100, "op-1", 1));

    assertThat(apply(drain(2, 1, "op-2", 1)).getKind()).isEqualTo(ResultKind.DONE);
  }

  @Test
  void doesAStepOnceAndRepeatsItsResult() {
    DirectiveResult first = apply(drain(1, 1, "op-1", 3));
    DirectiveResult second = apply(drain(1, 1, "op-1", 3));

    assertThat(second).isEqualTo(first);
    assertThat(done).hasSize(1);
  }

  @Test
  void refusesAStepBackwards() {
    apply(drain(1, 1, "op-1", 3));

    DirectiveResult result = apply(undrain(1, 1, "op-1", 2));

    assertThat(result.getKind()).isEqualTo(ResultKind.REFUSED_FENCED);
    assertThat(result.getText()).isEqualTo("step: 2 (expected: >= 3)");
    assertThat(done).containsExactly("drain 500");
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
