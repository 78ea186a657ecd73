package io.drawbridge.controlplane.revocation;

import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The revocations that stand in this region, as etcd has them. Threads: any; {@link #replace} one
 * at a time.
 */
public final class Revocations {
  /**
   * What gateways are told: with names of 128 bytes 4 MiB. Of more, those that would end first are
   * left out.
   */
  public static final int MAX_TOLD = 10_000;

  private static final Comparator<Revocation> LAST_TO_END =
      Comparator.comparingLong(Revocation::getEndsUnixMillis).reversed();

  private final Set<Consumer<RevocationSet>> watchers = ConcurrentHashMap.newKeySet();
  private volatile Standing standing = new Standing(RevocationSet.getDefaultInstance(), 0);

  private record Standing(RevocationSet told, int leftOut) {}

  /** These stand now, and no others; watchers are told. */
  public void replace(Collection<Revocation> all) {
    List<Revocation> told = all.stream().sorted(LAST_TO_END).limit(MAX_TOLD).toList();
    RevocationSet set = RevocationSet.newBuilder().addAllRevocations(told).build();
    standing = new Standing(set, all.size() - told.size());
    watchers.forEach(watcher -> watcher.accept(set));
  }

  /** What gateways are told. */
  public RevocationSet told() {
    return standing.told;
  }

  /** How many stand and are not told. */
  public int leftOut() {
    return standing.leftOut;
  }

  /** Calls {@code watcher} after each change until the answer is closed; it must not block. */
  public Watch watch(Consumer<RevocationSet> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  /** Ends the calls. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
