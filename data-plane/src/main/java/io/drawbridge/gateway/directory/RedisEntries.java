package io.drawbridge.gateway.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entries in the region's Redis. */
final class RedisEntries implements EntryStore {
  /** A safety net: removal is the owner's duty, and every write starts the time anew. */
  private static final Duration TIME_TO_LIVE = Duration.ofDays(7);

  private final RedisLink redis;
  private final StepGroups groups;

  /**
   * @param inFlight steps that may wait for an answer
   */
  RedisEntries(RedisLink redis, int inFlight) {
    this.redis = redis;
    this.groups =
        new StepGroups(
            steps -> redis.ask(commands -> DirectoryScript.run(commands, steps)), inFlight);
  }

  /** Redis is here, or here again: it may lack the script. */
  void connected() {
    CompletableFuture<?> _ = redis.ask(DirectoryScript::load); // else the first group brings it
  }

  /** Every readable entry of the user. */
  CompletableFuture<List<DirectoryEntry>> find(String app, String user) {
    return groups
        .ask(DirectoryStep.find(app, user))
        .thenApply(fieldsAndValues -> entries(app, user, fieldsAndValues));
  }

  @Override
  public CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    return groups
        .ask(DirectoryStep.write(entry, TIME_TO_LIVE))
        .thenApply(inTheWay -> written(entry.key(), String.valueOf(inTheWay.getFirst())));
  }

  @Override
  public CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    return groups
        .ask(DirectoryStep.remove(entry))
        .thenApply(removed ->
            removed.getFirst().equals(1L)
                ? new RemoveAnswer.Removed()
                : new RemoveAnswer.Different());
  }

  /** The script lets only readable values be in the way. */
  private static WriteAnswer written(DirectoryKey key, String value) {
    if (value.isEmpty()) {
      return new WriteAnswer.Written();
    }
    return DirectoryEntry.parse(key.app(), key.user(), key.field(), value)
        .<WriteAnswer>map(WriteAnswer.Refused::new)
        .orElseThrow(() -> new IllegalStateException("unreadable directory entry in the way"));
  }

  private static List<DirectoryEntry> entries(
      String app, String user, List<Object> fieldsAndValues) {
    List<DirectoryEntry> entries = new ArrayList<>(fieldsAndValues.size() / 2);
    for (int i = 0; i + 1 < fieldsAndValues.size(); i += 2) {
      String field = String.valueOf(fieldsAndValues.get(i));
      String value = String.valueOf(fieldsAndValues.get(i + 1));
      DirectoryEntry.parse(app, user, field, value).ifPresent(entries::add);
    }
    return entries;
  }
}
