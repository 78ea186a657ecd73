package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Stored;
import io.drawbridge.proto.control.v1.Operation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * All operations as this replica knows them: what etcd tells every replica, and what the leader has
 * just written. Threads: any.
 */
public final class OperationLog {
  private static final Comparator<Operation> NEWEST_FIRST =
      Comparator.comparingLong(Operation::getRequestedUnixMillis)
          .reversed()
          .thenComparing(Operation::getId);

  private final Map<String, Stored> known = new ConcurrentHashMap<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

  /** {@code changed} is called after each change, on any thread; it must not block. */
  public void watch(Runnable changed) {
    watchers.add(changed);
  }

  /** All that etcd has at a revision; what was written later stays. */
  public void replace(Collection<Stored> all, long revision) {
    Set<String> ids =
        all.stream().map(stored -> stored.operation().getId()).collect(Collectors.toSet());
    known
        .values()
        .removeIf(
            stored -> stored.revision() <= revision && !ids.contains(stored.operation().getId()));
    all.forEach(this::merge);
    tell();
  }

  /** One that has just been written. */
  void put(Stored written) {
    merge(written);
    tell();
  }

  void remove(String id) {
    known.remove(id);
    tell();
  }

  public Optional<Operation> find(String id) {
    return Optional.ofNullable(known.get(id)).map(Stored::operation);
  }

  /** All, the newest first. */
  public List<Operation> all() {
    return known.values().stream().map(Stored::operation).sorted(NEWEST_FIRST).toList();
  }

  private void merge(Stored stored) {
    known.merge(
        stored.operation().getId(),
        stored,
        (before, next) -> next.revision() > before.revision() ? next : before);
  }

  private void tell() {
    watchers.forEach(Runnable::run);
  }
}
