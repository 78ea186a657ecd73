package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Change;
import io.drawbridge.controlplane.operation.OperationStore.Stored;
import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationNote;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One leader's book of operations: read when its reign begins, and from then on written by nobody
 * else. A write that is refused means that the reign is over; the book is closed. One thread.
 */
final class Ledger {
  /** Those that are over, the oldest of which is deleted for a newer one. */
  static final int FINISHED_KEPT = 200;

  /** Of one operation; the newest is kept as the last of them. */
  static final int MAX_NOTES = 32;

  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  private final OperationStore store;
  private final OperationLog readers;
  private final long fleetGeneration;
  private final InstantSource clock;
  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private Optional<Long> epoch = Optional.empty();

  Ledger(OperationStore store, OperationLog readers, long fleetGeneration, InstantSource clock) {
    this.store = store;
    this.readers = readers;
    this.fleetGeneration = fleetGeneration;
    this.clock = clock;
  }

  /** Of the reign for which it is open. */
  Optional<Long> epoch() {
    return epoch;
  }

  /** Reads everything that earlier leaders wrote: from now on they cannot write any more. */
  void open(long reign) throws Unavailable {
    close();
    for (Stored each : store.all()) {
      stored.put(each.operation().getId(), each);
      readers.put(each);
    }
    epoch = Optional.of(reign);
    log.info("operations: epoch {} goes on with {} of {}", reign, live().size(), stored.size());
  }

  void close() {
    epoch = Optional.empty();
    stored.clear();
  }

  Fence fence() {
    return Fence.newBuilder()
        .setFleetGeneration(fleetGeneration)
        .setLeaderEpoch(epoch.orElseThrow())
        .build();
  }

  Optional<Operation> find(String id) {
    return Optional.ofNullable(stored.get(id)).map(Stored::operation);
  }

  /** Those that are not over, in the order in which they were asked for. */
  List<Operation> live() {
    return all().stream().filter(operation -> !Kinds.isOver(operation)).toList();
  }

  List<Operation> all() {
    return stored.values().stream().map(Stored::operation).toList();
  }

  /**
   * Records the operation as it should be.
   *
   * @param note what is new about it; empty = nothing worth a line
   * @return as it is recorded; empty if this reign is over
   */
  Optional<Operation> record(Operation next, String by, String note) throws Unavailable {
    if (epoch.isEmpty()) {
      return Optional.empty();
    }
    Stored before = stored.get(next.getId());
    Operation stamped = stamped(next, by, note);
    long revision = before == null ? OperationStore.ABSENT : before.revision();
    return switch (store.write(stamped, revision, epoch.get())) {
      case Change.Done done -> {
        Stored now = new Stored(stamped, done.revision());
        stored.put(stamped.getId(), now);
        readers.put(now);
        yield Optional.of(stamped);
      }
      case Change.Refused refused -> {
        log.warn("operation {}: not written: {}", next.getId(), refused.why());
        close();
        yield Optional.empty();
      }
    };
  }

  /**
   * Deletes the oldest of those that are over while there are too many; not those that one under
   * way has begun, which goes by them.
   */
  void trim() throws Unavailable {
    List<Stored> over =
        stored.values().stream()
            .filter(each -> Kinds.isOver(each.operation()))
            .filter(each -> !isNeeded(each.operation()))
            .sorted(Comparator.comparingLong(each -> each.operation().getEndedUnixMillis()))
            .toList();
    for (Stored each : over.subList(0, Math.max(0, over.size() - FINISHED_KEPT))) {
      if (epoch.isEmpty() || store.delete(each, epoch.get()) instanceof Change.Refused) {
        close();
        return;
      }
      stored.remove(each.operation().getId());
      readers.remove(each.operation().getId());
    }
  }

  private boolean isNeeded(Operation operation) {
    return find(operation.getOrder().getParent())
        .filter(parent -> !Kinds.isOver(parent))
        .isPresent();
  }

  private Operation stamped(Operation next, String by, String note) {
    long now = clock.millis();
    Operation.Builder stamped = next.toBuilder().setUpdatedUnixMillis(now).setFence(fence());
    if (stamped.getRequestedUnixMillis() == 0) {
      stamped.setRequestedUnixMillis(now);
    }
    if (stamped.getStartedUnixMillis() == 0 && next.getState() == OperationState.RUNNING) {
      stamped.setStartedUnixMillis(now);
    }
    if (Kinds.isOver(next)) {
      stamped.setEndedUnixMillis(now);
    }
    if (!note.isEmpty()) {
      if (stamped.getNotesCount() == MAX_NOTES) {
        stamped.removeNotes(MAX_NOTES - 1);
      }
      stamped.addNotes(
          OperationNote.newBuilder()
              .setAtUnixMillis(now)
              .setBy(by.isEmpty() ? "epoch " + fence().getLeaderEpoch() : by)
              .setText(Course.shortened(note)));
    }
    return stamped.build();
  }
}
