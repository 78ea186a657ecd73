package io.drawbridge.controlplane.policy;

import io.drawbridge.proto.control.v1.PolicyRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The policies of this region as etcd has them; every replica reads. Threads: any. */
public final class PolicyBook {
  /** A policy, and the revision that made it so. */
  public record Stored(PolicyRecord record, long revision) {}

  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile Map<String, Stored> byName = Map.of();
  private volatile boolean read;

  /** By name. */
  public List<PolicyRecord> all() {
    return byName.values().stream().map(Stored::record).toList();
  }

  public Optional<PolicyRecord> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Stored::record);
  }

  /** Is called after every change, on the changing thread. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** As etcd has them now. */
  public void replace(List<Stored> records) {
    Map<String, Stored> next = new TreeMap<>();
    records.forEach(stored -> next.put(stored.record().getName(), stored));
    boolean same = read && next.equals(byName);
    byName = next;
    read = true;
    if (!same) {
      watchers.forEach(Runnable::run);
    }
  }

  /** True after etcd was read for the first time. */
  public boolean isRead() {
    return read;
  }

  /** With revisions, by name. */
  public Map<String, Stored> stored() {
    return byName;
  }
}
