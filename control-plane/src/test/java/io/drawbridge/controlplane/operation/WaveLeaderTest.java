package io.drawbridge.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.RestartWaves;
import io.drawbridge.proto.control.v1.Vitals;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restarts in waves as they are recorded, across leaders. */
class WaveLeaderTest {
  private static final String ID = "waves-1";
  private static final int GATEWAYS = 6;

  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore().reign(7);
  private final TreeMap<String, Running> attached = new TreeMap<>();
  private final List<String> restarted = new ArrayList<>();
  private Leader leader;

  @BeforeEach
  void start() throws Exception {
    for (int i = 1; i <= GATEWAYS; i++) {
      attach("gw-" + i, 1);
    }
    leader = new Leader(7);
    var _ =
        leader
            .ledger
            .record(
                Operation.newBuilder()
                    .setId(ID)
                    .setRegion("r")
                    .setState(OperationState.PENDING)
                    .setOrder(
                        OperationOrder.newBuilder()
                            .setRequestedBy("alice")
                            .setRestartWaves(RestartWaves.newBuilder().setArtifact("gateway-2")))
                    .build(),
                "alice",
                "asked for")
            .orElseThrow();
  }

  @Test
  void eachGatewayIsRestartedOnceByAnOperationOfItsOwn() throws Exception {
    while (leader.isLive()) {
      leader.turn();
    }

    assertThat(leader.operation().getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(leader.operation().getText()).isEqualTo("6 gateways restarted");
    assertThat(restarted).containsExactly("gw-1", "gw-2", "gw-3", "gw-4", "gw-5", "gw-6");
    Operation child = leader.ledger.find(ID + "/gw-3").orElseThrow();
    assertThat(child.getOrder().getParent()).isEqualTo(ID);
    assertThat(child.getOrder().getRequestedBy()).isEqualTo("alice");
    assertThat(child.getOrder().getRestart().getArtifact()).isEqualTo("gateway-2");
    assertThat(leader.operation().getNotesList())
        .extracting(note -> note.getText())
        .contains("wave 1: up to 1 of 6 gateways", "wave 4: up to 6 of 6 gateways");
  }

  @Test
  void anyLeaderGoesOnFromWhatIsRecordedAndRestartsNobodyTwice() throws Exception {
    long epoch = 7;
    while (leader.isLive()) {
      leader.turn();
      epoch++;
      store.reign(epoch);
      Leader deposed = leader;
      leader = new Leader(epoch);
      int before = store.all().size();
      deposed.waves.goOn(leader.operation());
      assertThat(store.all()).hasSize(before);
      for (int i = 0; i < 3; i++) {
        leader.turn(); // long enough in office for a gate
      }
    }

    assertThat(leader.operation().getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(restarted).doesNotHaveDuplicates().hasSize(GATEWAYS);
  }

  @Test
  void restartsOfOneUnderWayAreKeptHoweverManyThereAre() throws Exception {
    leader.turn();
    for (int i = 0; i < Ledger.FINISHED_KEPT + 5; i++) {
      var _ =
          leader.ledger.record(
              Operation.newBuilder()
                  .setId(ID + "/x-" + i)
                  .setState(OperationState.OPERATION_DONE)
                  .setOrder(OperationOrder.newBuilder().setParent(ID))
                  .build(),
              "",
              "");
    }

    leader.ledger.trim();

    assertThat(leader.ledger.find(ID + "/x-0")).isPresent();
  }

  private void attach(String gateway, long generation) {
    attached.put(
        gateway,
        new Running(
            Gateways.registration(gateway, generation),
            GatewayState.SERVING,
            Vitals.newBuilder().setReports(10).setConnections(100).setLevel(511).build()));
  }

  private final class Leader {
    private final Ledger ledger = new Ledger(store, new OperationLog(), 1, clock);
    private final WaveLeader waves =
        new WaveLeader(new Seeing(), ledger, ledger::record, clock, clock);

    Leader(long epoch) throws Exception {
      ledger.open(epoch);
    }

    Operation operation() {
      return ledger.find(ID).orElseThrow();
    }

    boolean isLive() {
      return !Kinds.isOver(operation());
    }

    /** Some seconds: a decision, and the end of what is under way. */
    void turn() throws Exception {
      if (!isLive()) {
        return;
      }
      waves.goOn(operation());
      clock.seconds(6);
      for (Operation child : ledger.live()) {
        if (child.getOrder().hasRestart()) {
          end(child);
        }
      }
    }

    private void end(Operation child) throws Exception {
      String gateway = child.getOrder().getGateway();
      Operation begun =
          Course.next(
                  child,
                  new Seen(
                      Optional.of(attached.get(gateway)),
                      false,
                      false,
                      Optional.empty(),
                      Duration.ZERO))
              .orElseThrow();
      restarted.add(gateway);
      attach(gateway, begun.getReplaced().getGeneration() + 1);
      var _ =
          ledger.record(
              begun.toBuilder().setState(OperationState.OPERATION_DONE).build(), "", "done");
    }
  }

  private final class Seeing implements Sight {
    @Override
    public boolean isKnown(String gateway) {
      return isAttached(gateway);
    }

    @Override
    public boolean isAttached(String gateway) {
      return attached.containsKey(gateway);
    }

    @Override
    public Optional<Running> process(String gateway) {
      return Optional.ofNullable(attached.get(gateway));
    }

    @Override
    public boolean isGone(String gateway) {
      return !isAttached(gateway);
    }

    @Override
    public List<Running> attached() {
      return List.copyOf(attached.values());
    }

    @Override
    public Set<String> known() {
      return attached.keySet().stream().collect(Collectors.toSet());
    }

    @Override
    public Optional<Generation> outOfPlacement(String gateway) {
      return Optional.empty();
    }

    @Override
    public boolean isApplied(Generation generation) {
      return true;
    }
  }
}
