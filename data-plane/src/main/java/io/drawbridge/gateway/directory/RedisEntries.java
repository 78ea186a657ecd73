package io.drawbridge.gateway.directory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Entries in the region's Redis. */
final class RedisEntries implements EntryStore {
  /** A safety net: removal is the owner's duty, and every write starts the time anew. */
  private static final Duration TIME_TO_LIVE = Duration.ofDays(7);

  private final RedisLink redis;

  RedisEntries(RedisLink redis) {
    this.redis = redis;
  }

  /** Every readable entry of the user. */
  CompletableFuture<List<DirectoryEntry>> find(String app, String user) {
    return redis
        .ask(commands -> commands.hgetall(DirectoryKey.hashOf(app, user)))
        .thenApply(hash -> entries(app, user, hash));
  }

  @Override
  public CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    CompletableFuture<String> inTheWay =
        redis.ask(commands ->
            DirectoryScript.WRITE.run(
                commands,
                entry.key().hash(),
                entry.key().field(),
                Long.toString(entry.connectNumber()),
                entry.at().toString(),
                entry.value(),
                Long.toString(TIME_TO_LIVE.toSeconds())));
    return inTheWay.thenApply(
        value -> value.isEmpty() ? new WriteAnswer.Written() : refused(entry.key(), value));
  }

  @Override
  public CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    CompletableFuture<Long> removed =
        redis.ask(commands ->
            DirectoryScript.REMOVE.run(
                commands, entry.key().hash(), entry.key().field(), entry.value()));
    return removed.thenApply(
        count -> count == 1 ? new RemoveAnswer.Removed() : new RemoveAnswer.Different());
  }

  /** The script lets only readable values be in the way. */
  private static WriteAnswer refused(DirectoryKey key, String value) {
    return DirectoryEntry.parse(key.app(), key.user(), key.field(), value)
        .<WriteAnswer>map(WriteAnswer.Refused::new)
        .orElseThrow(() -> new IllegalStateException("unreadable directory entry in the way"));
  }

  private static List<DirectoryEntry> entries(String app, String user, Map<String, String> hash) {
    return hash.entrySet().stream()
        .map(field -> DirectoryEntry.parse(app, user, field.getKey(), field.getValue()))
        .flatMap(Optional::stream)
        .toList();
  }
}
