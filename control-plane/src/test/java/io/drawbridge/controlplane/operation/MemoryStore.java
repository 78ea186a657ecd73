package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As etcd does it, in memory: one epoch reigns, and a write needs the revision that was read. */
final class MemoryStore implements OperationStore {
  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private long revision;
  private long reigning;
  private boolean available = true;

  MemoryStore reign(long epoch) {
    reigning = epoch;
    return this;
  }

  void available(boolean now) {
    available = now;
  }

  @Override
  public List<Stored> all() throws Unavailable {
    check();
    return List.copyOf(stored.values());
  }

  @Override
  public Change write(Operation operation, long over, long epoch) throws Unavailable {
    check();
    Stored present = stored.get(operation.getId());
    if (epoch != reigning || (present == null ? ABSENT : present.revision()) != over) {
      return new Change.Refused("epoch " + epoch + " over " + over);
    }
    revision++;
    stored.put(operation.getId(), new Stored(operation, revision));
    return new Change.Done(revision);
  }

  @Override
  public Change delete(Stored operation, long epoch) throws Unavailable {
    check();
    if (epoch != reigning) {
      return new Change.Refused("epoch " + epoch);
    }
    stored.remove(operation.operation().getId());
    return new Change.Done(revision);
  }

  private void check() throws Unavailable {
    if (!available) {
      throw new Unavailable("no store", null);
    }
  }
}
