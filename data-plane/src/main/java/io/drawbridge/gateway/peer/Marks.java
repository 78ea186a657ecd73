package io.drawbridge.gateway.peer;

import io.drawbridge.proto.peer.v1.DirectoryMark;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Which directory writes are owed, by this gateway and by all others: a user who is not found is
 * offline only if nobody owes the entry. Whoever has not been heard for 3 s may owe anything.
 *
 * <p>Threads: any; {@link #refresh} on one, several times a second.
 */
public final class Marks {
  /** Three marks were missed. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

  private final String ownRegion;
  private final List<String> otherRegions;
  private final PeerTable peers;
  private final Supplier<DirectoryMark> own;
  private final LongSupplier nanoClock;
  private final Map<Hop, Heard> heard = new ConcurrentHashMap<>();
  private volatile Summary summary;

  private record Heard(DirectoryMark mark, long atNanos) {}

  private record Summary(
      DirectoryMark ownMark,
      DirectoryMark regionMark,
      Optional<String> regionDoubt,
      Map<String, String> homeDoubts) {}

  /**
   * @param regions all regions of the fleet; the own one may be missing
   * @param own what this gateway owes now
   */
  public Marks(
      String ownRegion,
      Collection<String> regions,
      PeerTable peers,
      Supplier<DirectoryMark> own,
      LongSupplier nanoClock) {
    this.ownRegion = ownRegion;
    this.otherRegions =
        regions.stream().filter(region -> !region.equals(ownRegion)).distinct().sorted().toList();
    this.peers = peers;
    this.own = own;
    this.nanoClock = nanoClock;
    this.summary = summarize();
  }

  /** Another gateway, or another region, has said what it owes. */
  public void heard(Hop from, DirectoryMark mark) {
    Heard before = heard.put(from, new Heard(mark, nanoClock.getAsLong()));
    if (before == null || !before.mark().equals(mark)) {
      refresh();
    }
  }

  /** Looks at what this gateway owes, and at how long ago the others were heard. */
  public synchronized void refresh() {
    heard.keySet().retainAll(peers.hops());
    summary = summarize();
  }

  /** Why a user with this home who was not found may be connected; empty = there is no reason. */
  public Optional<String> doubt(String home) {
    Summary now = summary;
    return now.regionDoubt().or(() -> Optional.ofNullable(now.homeDoubts().get(home)));
  }

  /** Why this region's directory may lack entries of its own sessions; empty = it does not. */
  public Optional<String> regionDoubt() {
    Summary now = summary;
    return now.regionMark().getRegionPending()
        ? now.regionDoubt().or(() -> Optional.of("this gateway has directory writes pending"))
        : Optional.empty();
  }

  /** True if who it leads to has been heard within the last 3 s. */
  public boolean isHeard(Hop from) {
    return fresh(from).isPresent();
  }

  /** What this gateway tells the others of its region. */
  DirectoryMark ofGateway() {
    return summary.ownMark();
  }

  /** What this gateway tells other regions about its own. */
  DirectoryMark ofRegion() {
    return summary.regionMark();
  }

  private Summary summarize() {
    DirectoryMark mine = own.get();
    Optional<String> regionDoubt = Optional.empty();
    Set<String> homesPending = new TreeSet<>(mine.getHomesPendingList());
    for (String gateway : peers.gateways()) {
      Optional<DirectoryMark> mark = fresh(new Hop.Neighbour(gateway));
      homesPending.addAll(
          mark.<Collection<String>>map(DirectoryMark::getHomesPendingList).orElse(otherRegions));
      if (regionDoubt.isEmpty() && mark.isEmpty()) {
        regionDoubt = Optional.of(unheard("gateway " + gateway));
      } else if (regionDoubt.isEmpty() && mark.get().getRegionPending()) {
        regionDoubt = Optional.of("gateway " + gateway + " has directory writes pending");
      }
    }
    DirectoryMark regionMark =
        mine.toBuilder()
            .setRegionPending(mine.getRegionPending() || regionDoubt.isPresent())
            .clearHomesPending()
            .addAllHomesPending(homesPending)
            .build();
    return new Summary(mine, regionMark, regionDoubt, homeDoubts());
  }

  private Map<String, String> homeDoubts() {
    Map<String, String> doubts = new HashMap<>();
    for (String region : otherRegions) {
      Optional<DirectoryMark> mark = fresh(new Hop.Door(region));
      if (mark.isEmpty()) {
        allHomes().forEach(home -> doubts.putIfAbsent(home, unheard("region " + region)));
        continue;
      }
      Set<String> owed = new TreeSet<>(mark.get().getHomesPendingList());
      if (mark.get().getRegionPending()) {
        owed.add(region);
      }
      owed.forEach(
          home -> doubts.putIfAbsent(home, "region " + region + " has directory writes pending"));
    }
    return doubts;
  }

  private Set<String> allHomes() {
    Set<String> homes = new TreeSet<>(otherRegions);
    homes.add(ownRegion);
    return homes;
  }

  private Optional<DirectoryMark> fresh(Hop from) {
    Heard last = heard.get(from);
    return last != null && nanoClock.getAsLong() - last.atNanos() <= LONGEST_SILENCE.toNanos()
        ? Optional.of(last.mark())
        : Optional.empty();
  }

  private static String unheard(String who) {
    return who + " has not been heard for " + LONGEST_SILENCE.toSeconds() + " s";
  }
}
