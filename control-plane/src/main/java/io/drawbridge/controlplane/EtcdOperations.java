package io.drawbridge.controlplane;

import io.drawbridge.controlplane.operation.OperationStore;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.CoordinationException;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.Guard;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.VersionedDocument.Written;
import io.drawbridge.coordination.registry.OperationRecords;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.proto.control.v1.Operation;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Operations in etcd. Each write is one transaction on the operation's revision and on the election
 * key: however late it comes, it changes nothing when another leads.
 */
final class EtcdOperations implements OperationStore {
  private final Coordination etcd;
  private final RegionKeys keys;
  private final LongFunction<Guard> guards;

  /** {@code guards}: of a reign of this replica. */
  EtcdOperations(Coordination etcd, String region, LongFunction<Guard> guards) {
    this.etcd = etcd;
    this.keys = new RegionKeys(region);
    this.guards = guards;
  }

  /** As a watch has them. */
  static List<Stored> of(KeyWatch.View view) {
    return stored(view.entries().values());
  }

  @Override
  public List<Stored> all() throws Unavailable {
    try {
      return stored(etcd.list(keys.operations()));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Change write(Operation operation, long revision, long epoch) throws Unavailable {
    try {
      return change(
          etcd.document(keys.operation(operation.getId()))
              .write(OperationRecords.toJson(operation), revision, guards.apply(epoch)));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Change delete(Stored operation, long epoch) throws Unavailable {
    try {
      return change(
          etcd.document(keys.operation(operation.operation().getId()))
              .delete(operation.revision(), guards.apply(epoch)));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private static Change change(Written written) {
    return switch (written) {
      case Written.Done done -> new Change.Done(done.revision());
      case Written.Conflict _ -> new Change.Refused("somebody else has written it");
      case Written.Fenced _ -> new Change.Refused("this replica does not lead any more");
    };
  }

  private static List<Stored> stored(Collection<Entry> entries) {
    return entries.stream()
        .flatMap(entry ->
            OperationRecords.fromJson(entry).stream()
                .map(operation -> new Stored(operation, entry.modified())))
        .toList();
  }
}
