package io.drawbridge.gateway.directory;

import io.drawbridge.ranking.HomeRegions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other regions' directories as this gateway uses them: copies of its entries are kept in each
 * user's home region, where every region looks.
 *
 * <p>A user's home is found by {@link HomeRegions}; where the client's token names another one, the
 * copy is kept in both, since who pushes does not know the token.
 *
 * <p>Threads: any; never blocks.
 */
public final class HomeDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(HomeDirectories.class);

  private final String ownRegion;
  private final HomeRegions homes;
  private final DirectoryListener listener;
  private final Duration reassertSpread;
  private final Executor thread;
  private final Map<String, Home> others = new TreeMap<>();
  private final Map<String, String> incarnations = new ConcurrentHashMap<>();

  private record Home(DoorEntries entries, EntryWriter writer) {}

  /**
   * @param regions all regions of the fleet; the own one may be missing
   * @param thread for what takes a while; calls the listener
   */
  public HomeDirectories(
      String ownRegion,
      Collection<String> regions,
      HomeDoors doors,
      DirectoryListener listener,
      Duration reassertSpread,
      Executor thread) {
    this.ownRegion = ownRegion;
    this.listener = listener;
    this.reassertSpread = reassertSpread;
    this.thread = thread;
    Set<String> all = new TreeSet<>(regions);
    all.add(ownRegion);
    this.homes = new HomeRegions(all);
    for (String region : all) {
      if (!region.equals(ownRegion)) {
        DoorEntries entries = new DoorEntries(region, doors);
        others.put(
            region,
            new Home(entries, new EntryWriter(entries, this::onThread, listener::superseded)));
      }
    }
  }

  /** The region that everybody asks about this user; perhaps the own one. */
  public String homeOf(String app, String user) {
    return homes.of(app, user);
  }

  /** Asks another region about a user. */
  public CompletableFuture<FindAnswer> find(String home, String app, String user) {
    return other(home).entries().find(app, user);
  }

  /**
   * Copies an entry of this gateway to the user's home; later, if the home does not answer.
   *
   * @param claimed the home of the client's token, if it names one
   */
  public void write(DirectoryEntry entry, Optional<String> claimed) {
    homesOf(entry, claimed).forEach(home -> write(home, entry));
  }

  /** Writes the copy in one home once more, if that is a home of the user. */
  public void writeAgain(String home, DirectoryEntry entry, Optional<String> claimed) {
    if (homesOf(entry, claimed).contains(home)) {
      write(home, entry);
    }
  }

  private void write(String home, DirectoryEntry entry) {
    var _ =
        other(home)
            .writer()
            .write(entry)
            .thenAccept(answer -> {
              if (answer instanceof WriteAnswer.Refused(DirectoryEntry current)) {
                onThread(() -> listener.superseded(entry, current));
              }
            });
  }

  /** Takes the copies out, if they are exactly this entry. */
  public void remove(DirectoryEntry entry, Optional<String> claimed) {
    homesOf(entry, claimed).forEach(home -> remove(home, entry));
  }

  /** Takes an entry out of one home, if it is exactly this one. */
  public void remove(String home, DirectoryEntry entry) {
    var _ = other(home).writer().remove(entry);
  }

  /** Regions that lack copies, or hold some too many. */
  public List<String> pending() {
    return others.entrySet().stream()
        .filter(home -> home.getValue().writer().pending() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A region says which data it holds; other data than before lacks our copies. */
  public void heard(String region, String incarnation) {
    Home home = others.get(region);
    if (home == null || incarnation.isEmpty()) {
      return;
    }
    String before = incarnations.put(region, incarnation);
    boolean lost = before != null && !before.equals(incarnation);
    if (home.writer().takeOverflow() || lost) {
      LOG.info("directory of {} has lost entries; ours are written again", region);
      onThread(() -> listener.reassertCopies(region, reassertSpread));
    }
    home.writer().retry();
  }

  private Set<String> homesOf(DirectoryEntry entry, Optional<String> claimed) {
    Set<String> found = new TreeSet<>();
    found.add(homeOf(entry.key().app(), entry.key().user()));
    claimed.filter(others::containsKey).ifPresent(found::add);
    found.remove(ownRegion);
    return found;
  }

  private Home other(String region) {
    Home home = others.get(region);
    if (home == null) {
      throw new IllegalArgumentException(
          "region: " + region + " (expected: one of " + others.keySet() + ")");
    }
    return home;
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException _) {
      LOG.debug("closed; a late answer of another region is dropped");
    }
  }
}
