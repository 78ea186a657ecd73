package io.drawbridge.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.PauseOrder;
import io.drawbridge.proto.control.v1.RestartWaves;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The leader's turns, with another region that does not answer. */
class OperationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HandClock clock = new HandClock();
  private final OperationLog log = new OperationLog();
  private final SilentRegion there = new SilentRegion();
  private final SlowStore store = new SlowStore();
  private final Operations operations =
      new Operations(
          "r",
          1,
          new Operations.Parts(
              store,
              log,
              new Reigning(),
              new Snapshots(),
              new Switchboard(),
              new Processes(clock),
              Map.of("s", there)),
          clock,
          clock);

  @AfterEach
  void stop() {
    operations.close();
  }

  @Test
  void aRegionIsNotAskedAnyMoreForWhatIsAborted() {
    var asked = operations.start().request(restartOfAll());
    assertThat(asked).isInstanceOf(Answer.Accepted.class);
    String id = ((Answer.Accepted) asked).operation().getId();
    String ofRegion = id + "/s";
    await().atMost(PATIENCE).until(() -> textOf(ofRegion).contains("does not answer"));

    store.delayAborts();
    there.asked.clear();
    Answer aborted = operations.abort(AbortOrder.newBuilder().setOperation(id).build());

    assertThat(aborted).isInstanceOf(Answer.Accepted.class);
    assertThat(log.find(ofRegion).map(Operation::getState)).contains(OperationState.ABORTING);
    await().atMost(PATIENCE).until(() -> !there.asked.isEmpty());
    assertThat(there.asked).containsOnly("abort");
  }

  @Test
  void aPauseOfAllRegionsIsOneOfTheRegionUnderWay() {
    var asked = (Answer.Accepted) operations.start().request(restartOfAll());
    String id = asked.operation().getId();
    await().atMost(PATIENCE).until(() -> textOf(id + "/s").contains("does not answer"));

    operations.pause(PauseOrder.newBuilder().setOperation(id).setPaused(true).build());

    assertThat(List.of(id, id + "/s")).allMatch(each -> log.find(each).orElseThrow().getPaused());
    operations.pause(PauseOrder.newBuilder().setOperation(id).build());
    assertThat(List.of(id, id + "/s")).noneMatch(each -> log.find(each).orElseThrow().getPaused());
  }

  private String textOf(String id) {
    return log.find(id).map(Operation::getText).orElse("");
  }

  private static OperationOrder restartOfAll() {
    return OperationOrder.newBuilder()
        .setRequestedBy("alice")
        .setRestartFleet(RestartWaves.newBuilder().setArtifact("gateway-2"))
        .build();
  }

  /** Cut off: nothing asked of it is answered. */
  private static final class SilentRegion implements OperationDesk {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public Answer request(OperationOrder order) {
      return silent("request");
    }

    @Override
    public Answer abort(AbortOrder order) {
      return silent("abort");
    }

    @Override
    public Answer pause(PauseOrder order) {
      return silent("pause");
    }

    @Override
    public Answer find(String id) {
      return silent("find");
    }

    private Answer silent(String what) {
      asked.add(what);
      return new Answer.Unavailable("no route");
    }
  }

  /** To record an abort takes it longer than the pause after which a region is asked again. */
  private final class SlowStore implements OperationStore {
    private final MemoryStore store = new MemoryStore().reign(7);
    private volatile boolean delaysAborts;

    void delayAborts() {
      delaysAborts = true;
    }

    @Override
    public List<Stored> all() throws Unavailable {
      return store.all();
    }

    @Override
    public Change write(Operation operation, long over, long epoch) throws Unavailable {
      if (delaysAborts && operation.getState() == OperationState.ABORTING) {
        clock.advance(Errands.LONGEST_PAUSE);
      }
      return store.write(operation, over, epoch);
    }

    @Override
    public Change delete(Stored operation, long epoch) throws Unavailable {
      return store.delete(operation, epoch);
    }
  }

  private static final class Reigning implements Reign {
    @Override
    public Optional<Long> ownEpoch() {
      return Optional.of(7L);
    }

    @Override
    public boolean isElsewhere() {
      return false;
    }
  }
}
