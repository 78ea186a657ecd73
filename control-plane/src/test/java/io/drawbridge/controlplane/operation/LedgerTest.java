package io.drawbridge.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore().reign(7);
  private final OperationLog log = new OperationLog();
  private final Ledger ledger = new Ledger(store, log, 3, clock);

  @BeforeEach
  void open() throws Exception {
    ledger.open(7);
  }

  @Test
  void whatIsRecordedBearsItsTimesAndTheLeadersFence() throws Exception {
    Operation asked = record("op-1", OperationState.PENDING);
    long askedAt = clock.millis();
    clock.seconds(5);
    Operation running = record(asked, OperationState.RUNNING);
    clock.seconds(5);
    Operation done = record(running, OperationState.OPERATION_DONE);

    assertThat(done.getRequestedUnixMillis()).isEqualTo(askedAt);
    assertThat(done.getStartedUnixMillis()).isEqualTo(askedAt + 5_000);
    assertThat(done.getEndedUnixMillis()).isEqualTo(askedAt + 10_000);
    assertThat(done.getFence().getFleetGeneration()).isEqualTo(3);
    assertThat(done.getFence().getLeaderEpoch()).isEqualTo(7);
    assertThat(log.find("op-1")).contains(done);
    assertThat(ledger.live()).isEmpty();
  }

  @Test
  void aDeposedLeaderRecordsNothingMore() throws Exception {
    Operation asked = record("op-1", OperationState.PENDING);
    store.reign(8);

    assertThat(ledger.record(asked, "", "late")).isEmpty();
    assertThat(ledger.epoch()).isEmpty();
    assertThat(ledger.record(asked, "", "later")).isEmpty();
    assertThat(store.all()).extracting(stored -> stored.operation()).containsExactly(asked);
  }

  @Test
  void theNextLeaderGoesOnWithWhatIsRecorded() throws Exception {
    Operation running = record(record("op-1", OperationState.PENDING), OperationState.RUNNING);
    store.reign(8);

    Ledger next = new Ledger(store, new OperationLog(), 3, clock);
    next.open(8);

    assertThat(next.live()).containsExactly(running);
    assertThat(next.record(running, "", "").orElseThrow().getFence().getLeaderEpoch()).isEqualTo(8);
  }

  @Test
  void keepsSoManyThatAreOverAndDeletesTheOldest() throws Exception {
    record("live", OperationState.RUNNING);
    for (int i = 0; i < Ledger.FINISHED_KEPT + 2; i++) {
      record("op-" + i, OperationState.FAILED);
      clock.seconds(1);
    }

    ledger.trim();

    assertThat(store.all()).hasSize(Ledger.FINISHED_KEPT + 1);
    assertThat(log.all()).hasSize(Ledger.FINISHED_KEPT + 1);
    assertThat(ledger.find("op-1")).isEmpty();
    assertThat(ledger.find("op-2")).isPresent();
    assertThat(ledger.find("live")).isPresent();
  }

  @Test
  void keepsSoManyNotesAndTheNewest() throws Exception {
    Operation operation = record("op-1", OperationState.RUNNING);
    for (int i = 0; i < 2 * Ledger.MAX_NOTES; i++) {
      operation = ledger.record(operation, "alice", "note " + i).orElseThrow();
    }

    assertThat(operation.getNotesList()).hasSize(Ledger.MAX_NOTES);
    assertThat(operation.getNotesList().getLast().getText())
        .isEqualTo("note " + (2 * Ledger.MAX_NOTES - 1));
    assertThat(operation.getNotesList().getFirst().getText()).isEqualTo("asked");
  }

  private Operation record(String id, OperationState state) throws Exception {
    return record(Operation.newBuilder().setId(id).build(), state);
  }

  private Operation record(Operation operation, OperationState state) throws Exception {
    Optional<Operation> recorded =
        ledger.record(operation.toBuilder().setState(state).build(), "", "asked");
    return recorded.orElseThrow();
  }
}
