package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last snapshot of each other region, kept for as long as no newer one is heard: a region cut
 * off stays known as it was. The regions are those of the configuration. Threads: any; who watches
 * is called on the thread that offers and must only remember.
 */
public final class OtherRegions {
  private final TreeMap<String, Memory> regions = new TreeMap<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final LongSupplier nanoClock;
  private final AtomicLong doorChanges = new AtomicLong();

  public OtherRegions(Collection<String> names, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    names.forEach(name -> regions.put(name, new Memory(name)));
  }

  /** Takes what a control plane of {@code region} sent. */
  public Offer offer(String region, FleetSnapshot snapshot) {
    Memory memory = regions.get(region);
    if (memory == null || !snapshot.getRegion().equals(region)) {
      return new Offer.WrongRegion(snapshot.getRegion());
    }
    Offer answer = memory.offer(snapshot);
    if (answer instanceof Offer.Taken) {
      watchers.forEach(Runnable::run);
    }
    return answer;
  }

  /** By name; also those of which nothing was heard yet. */
  public List<OtherRegion> all() {
    return regions.values().stream().map(Memory::now).toList();
  }

  /** Another number than before whenever other gateways of {@link #all} can be talked to. */
  long doorChanges() {
    return doorChanges.get();
  }

  /** Calls {@code watcher} after each change, for ever. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /**
   * Another region as it was last heard of.
   *
   * @param age since a live stream brought {@code snapshot}, or confirmed that it is still in force
   */
  public record OtherRegion(
      String region, Optional<FleetSnapshot> snapshot, Optional<Duration> age) {}

  /** What became of a snapshot that was offered. */
  public sealed interface Offer {
    /** It is the newest now. */
    record Taken() implements Offer {}

    /** It is the newest already, or an older one. */
    record NotNewer() implements Offer {}

    /** It is about {@code found}: somebody else answers at the address of the configuration. */
    record WrongRegion(String found) implements Offer {}
  }

  private final class Memory {
    private final String region;
    private @Nullable FleetSnapshot newest;
    private List<PeerLists.Door> doors = List.of();
    private long heardNanos;

    Memory(String region) {
      this.region = region;
    }

    synchronized Offer offer(FleetSnapshot snapshot) {
      FleetSnapshot before = newest;
      int order =
          before == null
              ? 1
              : Generations.ORDER.compare(snapshot.getGeneration(), before.getGeneration());
      if (order >= 0) {
        heardNanos = nanoClock.getAsLong();
      }
      if (order <= 0) {
        return new Offer.NotNewer();
      }
      newest = snapshot;
      List<PeerLists.Door> doorsNow = PeerLists.doorsOf(snapshot);
      if (!doorsNow.equals(doors)) {
        doors = doorsNow;
        doorChanges.incrementAndGet();
      }
      return new Offer.Taken();
    }

    synchronized OtherRegion now() {
      return newest == null
          ? new OtherRegion(region, Optional.empty(), Optional.empty())
          : new OtherRegion(
              region,
              Optional.of(newest),
              Optional.of(Duration.ofNanos(nanoClock.getAsLong() - heardNanos)));
    }
  }
}
