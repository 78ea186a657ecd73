package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What other regions carry out, as each told last: a region cut off stays known as it was, with its
 * age. Of each at most {@value #MAX_LISTED}. Threads: any.
 */
public final class OtherOperations {
  /** What is under way, 64 at most, and the newest that are over. */
  public static final int MAX_LISTED = 100;

  private final TreeMap<String, Told> regions = new TreeMap<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final LongSupplier nanoClock;

  /** {@code names}: of the regions that may tell. */
  public OtherOperations(Collection<String> names, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    names.forEach(name -> regions.put(name, new Told(List.of(), Optional.empty())));
  }

  /**
   * Operations of one region.
   *
   * @param age since they were told; empty = never
   */
  public record Heard(String region, List<Operation> operations, Optional<Duration> age) {}

  private record Told(List<Operation> operations, Optional<Long> nanos) {}

  /** Takes what a control plane of {@code region} told; of a region that is not known, nothing. */
  public void told(String region, List<Operation> operations) {
    List<Operation> kept = operations.stream().limit(MAX_LISTED).toList();
    boolean news;
    synchronized (regions) {
      Told before = regions.get(region);
      if (before == null) {
        return;
      }
      news = !before.operations.equals(kept);
      regions.put(region, new Told(kept, Optional.of(nanoClock.getAsLong())));
    }
    if (news) {
      watchers.forEach(Runnable::run);
    }
  }

  /** By name; also those of which nothing was heard yet. */
  public List<Heard> all() {
    synchronized (regions) {
      long now = nanoClock.getAsLong();
      return regions.entrySet().stream()
          .map(each ->
              new Heard(
                  each.getKey(),
                  each.getValue().operations,
                  each.getValue().nanos.map(at -> Duration.ofNanos(now - at))))
          .toList();
    }
  }

  /** Calls {@code changed} after each change, on the thread that tells; it must not block. */
  public void watch(Runnable changed) {
    watchers.add(changed);
  }

  /** What a region tells others of all that it knows: what it carries out itself. */
  public static List<Operation> listed(String region, OperationLog log) {
    List<Operation> own =
        log.all().stream().filter(operation -> operation.getRegion().equals(region)).toList();
    return Stream.concat(
            own.stream().filter(operation -> !Kinds.isOver(operation)),
            own.stream().filter(Kinds::isOver))
        .limit(MAX_LISTED)
        .toList();
  }
}
