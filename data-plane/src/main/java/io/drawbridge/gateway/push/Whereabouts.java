package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.FindAnswer;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.peer.Marks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's sessions are, as directories know: that of this region is right about its own
 * sessions, that of the user's home about all others. Threads: any; never blocks.
 */
public final class Whereabouts {
  private final String ownRegion;
  private final Directory directory;
  private final HomeDirectories homes;
  private final Marks marks;

  public Whereabouts(String ownRegion, Directory directory, HomeDirectories homes, Marks marks) {
    this.ownRegion = ownRegion;
    this.directory = directory;
    this.homes = homes;
    this.marks = marks;
  }

  /**
   * What was found.
   *
   * @param gaps why there may be more, each in one line; empty = there are no more
   */
  record Found(List<DirectoryEntry> entries, List<String> gaps) {
    Found and(Found other) {
      List<DirectoryEntry> all = new ArrayList<>(entries);
      all.addAll(other.entries);
      List<String> allGaps = new ArrayList<>(gaps);
      allGaps.addAll(other.gaps);
      return new Found(all, allGaps);
    }
  }

  /** In this region alone. */
  CompletableFuture<Found> inRegion(String app, String user) {
    List<String> doubts = doubts(marks.regionDoubt()); // before a directory is asked
    return ask(ownRegion, directory.find(app, user), this::isHere)
        .thenApply(new Found(List.of(), doubts)::and);
  }

  /** In all regions. */
  CompletableFuture<Found> inFleet(String app, String user) {
    String home = homes.homeOf(app, user);
    Found doubts = new Found(List.of(), doubts(marks.doubt(home)));
    if (home.equals(ownRegion)) {
      return ask(home, directory.find(app, user), entry -> true).thenApply(doubts::and);
    }
    return ask(ownRegion, directory.find(app, user), this::isHere)
        .thenCombine(ask(home, homes.find(home, app, user), entry -> !isHere(entry)), Found::and)
        .thenApply(doubts::and);
  }

  private List<String> doubts(Optional<String> ofOthers) {
    List<String> doubts = new ArrayList<>();
    if (!directory.missIsTrustworthy()) {
      doubts.add("the directory of " + ownRegion + " is not complete yet");
    }
    ofOthers.ifPresent(doubts::add);
    return doubts;
  }

  private boolean isHere(DirectoryEntry entry) {
    return entry.at().region().equals(ownRegion);
  }

  private static CompletableFuture<Found> ask(
      String region, CompletableFuture<FindAnswer> asked, Predicate<DirectoryEntry> meant) {
    return asked.handle((answer, error) -> found(region, answer, error, meant));
  }

  private static Found found(
      String region,
      @Nullable FindAnswer answer,
      @Nullable Throwable error,
      Predicate<DirectoryEntry> meant) {
    return switch (answer) {
      case null -> new Found(List.of(), List.of("the directory of " + region + ": " + error));
      case FindAnswer.Unavailable(String text) ->
          new Found(List.of(), List.of("the directory of " + region + ": " + text));
      case FindAnswer.Found(List<DirectoryEntry> entries, String doubt) ->
          new Found(
              entries.stream().filter(meant).toList(),
              doubt.isEmpty() ? List.of() : List.of(doubt));
    };
  }
}
