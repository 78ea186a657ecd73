package io.drawbridge.gateway.directory;

import io.drawbridge.gateway.directory.Intents.Action;
import io.drawbridge.gateway.directory.Intents.Intent;
import io.drawbridge.gateway.directory.RedisWatch.RedisSelf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one region: which gateway each user's sessions are on.
 *
 * <p>Every command is answered within the command timeout, at once while Redis is away. What could
 * not be written or removed is remembered (up to 100,000 entries) and done when Redis is back;
 * then, and whenever Redis turns out to be another one, the gateway is asked to write all its
 * entries again, and for a while a miss proves nothing.
 *
 * <p>Threads: any. Answers complete on a Redis thread or the caller's; what is attached to them
 * must not block.
 */
public final class Directory implements AutoCloseable {
  /** A safety net: removal is the owner's duty, and every write starts the time anew. */
  private static final Duration TIME_TO_LIVE = Duration.ofDays(7);

  /** As many entries as a large gateway has sessions; about 30 MB when full. */
  private static final int MAX_PENDING = 100_000;

  /**
   * Pending entries tried at once; the next wave leaves when this one is answered. All at once they
   * would time out for one another, again and again.
   */
  private static final int RETRY_WAVE = 128;

  /** A newer intent stands in this one's place. */
  private static final CompletableFuture<Boolean> REPLACED =
      CompletableFuture.completedFuture(true);

  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

  private final DirectorySettings settings;
  private final DirectoryListener listener;
  private final RedisWatch watch;
  private final RedisLink redis;
  private final Intents intents = new Intents(MAX_PENDING);
  private final ScheduledExecutorService thread;
  private final AtomicBoolean probing = new AtomicBoolean();
  private final AtomicBoolean retrying = new AtomicBoolean();

  private Directory(
      String redisUri,
      DirectorySettings settings,
      DirectoryListener listener,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.listener = listener;
    this.watch = new RedisWatch(settings.distrust(), nanoClock);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("directory").daemon().factory());
    this.redis = new RedisLink(redisUri, settings, new Connections());
  }

  /** Begins to connect and returns at once, also when Redis is not there yet. */
  public static Directory start(
      String redisUri,
      DirectorySettings settings,
      DirectoryListener listener,
      LongSupplier nanoClock) {
    Directory directory = new Directory(redisUri, settings, listener, nanoClock);
    long nanos = settings.probeInterval().toNanos();
    Future<?> _ =
        directory.thread.scheduleWithFixedDelay(directory::probe, 0, nanos, TimeUnit.NANOSECONDS);
    return directory;
  }

  /** Every entry of the user, of any gateway. */
  public CompletableFuture<FindAnswer> find(String app, String user) {
    return redis
        .ask(commands -> commands.hgetall(DirectoryKey.hashOf(app, user)))
        .<FindAnswer>thenApply(hash -> new FindAnswer.Found(entries(app, user, hash)))
        .exceptionally(e -> new FindAnswer.Unavailable(textOf(e)));
  }

  /**
   * Puts the entry, unless the directory has one of a higher connect number, or of the same number
   * and another gateway.
   */
  public CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    Intent intent = new Intent(Action.WRITE, entry);
    return writeAnswer(intent, intents.begin(intent, () -> sendWrite(entry)));
  }

  /** Takes the entry out if it is exactly this one. */
  public CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    Intent intent = new Intent(Action.REMOVE, entry);
    return removeAnswer(intent, intents.begin(intent, () -> sendRemove(entry)));
  }

  /** Entries that Redis should hold or should not, and perhaps does not or does. */
  public int pending() {
    return intents.pendingCount() + (intents.overflowed() ? 1 : 0);
  }

  /** For readiness. */
  public DirectoryState state() {
    return watch.state();
  }

  /** False while entries may be missing that are being written again, and while Redis is away. */
  public boolean missIsTrustworthy() {
    return watch.missIsTrustworthy();
  }

  /** Ends the connection; what is pending stays undone. Takes up to some seconds. */
  @Override
  public void close() {
    thread.shutdownNow();
    redis.close();
  }

  /** Answers the value in the way, or "". */
  private CompletableFuture<String> sendWrite(DirectoryEntry entry) {
    return redis.ask(commands ->
        DirectoryScript.WRITE.run(
            commands,
            entry.key().hash(),
            entry.key().field(),
            Long.toString(entry.connectNumber()),
            entry.gateway(),
            entry.value(),
            Long.toString(TIME_TO_LIVE.toSeconds())));
  }

  private CompletableFuture<WriteAnswer> writeAnswer(
      Intent intent, CompletableFuture<String> sent) {
    return sent.thenApply(
            inTheWay -> {
              intents.settled(intent);
              return inTheWay.isEmpty() ? new WriteAnswer.Written() : refused(intent, inTheWay);
            })
        .exceptionally(e -> {
          intents.failed(intent);
          return new WriteAnswer.Unavailable(textOf(e));
        });
  }

  /** The script lets only readable values be in the way. */
  private static WriteAnswer refused(Intent intent, String value) {
    DirectoryKey key = intent.entry.key();
    return DirectoryEntry.parse(key.app(), key.user(), key.field(), value)
        .<WriteAnswer>map(WriteAnswer.Refused::new)
        .orElseThrow(() -> new IllegalStateException("unreadable directory entry in the way"));
  }

  /** Answers the number of entries removed. */
  private CompletableFuture<Long> sendRemove(DirectoryEntry entry) {
    return redis.ask(commands ->
        DirectoryScript.REMOVE.run(
            commands, entry.key().hash(), entry.key().field(), entry.value()));
  }

  private CompletableFuture<RemoveAnswer> removeAnswer(
      Intent intent, CompletableFuture<Long> sent) {
    return sent.<RemoveAnswer>thenApply(
            removed -> {
              intents.settled(intent);
              return removed == 1 ? new RemoveAnswer.Removed() : new RemoveAnswer.Different();
            })
        .exceptionally(e -> {
          intents.failed(intent);
          return new RemoveAnswer.Unavailable(textOf(e));
        });
  }

  private List<DirectoryEntry> entries(String app, String user, Map<String, String> hash) {
    return hash.entrySet().stream()
        .map(field -> DirectoryEntry.parse(app, user, field.getKey(), field.getValue()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static String textOf(Throwable e) {
    return String.valueOf(RedisLink.unwrap(e).getMessage());
  }

  /** Asks Redis how it is; on the directory's thread, one question at a time. */
  private void probe() {
    redis.dial();
    if (!probing.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Void> _ =
        redis
            .ask(commands -> commands.info())
            .thenApply(RedisSelf::parse)
            .handle((self, e) -> {
              probing.set(false);
              onThread(() -> probed(self, e));
              return null;
            });
  }

  private void probed(@Nullable RedisSelf self, @Nullable Throwable e) {
    if (self == null) {
      unanswered(e == null ? "no answer" : textOf(e));
      return;
    }
    boolean wasAway = !(watch.state() instanceof DirectoryState.Reachable);
    boolean entriesMayBeLost = watch.answered(self);
    if (wasAway) {
      LOG.info("directory: {} answers, {} entries pending", redis.name(), pending());
    }
    if (entriesMayBeLost || intents.overflowed()) {
      intents.forgetOverflow(); // what was not remembered is among the sessions, or gone
      listener.reassert(settings.reassertSpread());
    }
    retryWave();
  }

  private void unanswered(String why) {
    boolean wasReachable = watch.state() instanceof DirectoryState.Reachable;
    watch.unanswered(why);
    if (wasReachable && !(watch.state() instanceof DirectoryState.Reachable)) {
      LOG.warn("directory: {} does not answer: {}", redis.name(), why);
    }
  }

  /** One wave after the other until nothing is pending; after a failure the next probe goes on. */
  private void retryWave() {
    if (!retrying.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Boolean>> wave =
        intents.pending(RETRY_WAVE).stream().map(this::retry).toList();
    CompletableFuture<Void> _ =
        CompletableFuture.allOf(wave.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> {
              retrying.set(false);
              if (!wave.isEmpty() && wave.stream().allMatch(CompletableFuture::join)) {
                onThread(this::retryWave);
              }
            });
  }

  /** True if the intent is no longer pending. */
  private CompletableFuture<Boolean> retry(Intent intent) {
    DirectoryEntry entry = intent.entry;
    return switch (intent.action) {
      case WRITE ->
          intents
              .again(intent, () -> sendWrite(entry))
              .map(sent -> writeAnswer(intent, sent).thenApply(late -> written(entry, late)))
              .orElse(REPLACED);
      case REMOVE ->
          intents
              .again(intent, () -> sendRemove(entry))
              .map(sent -> removeAnswer(intent, sent).thenApply(Directory::removed))
              .orElse(REPLACED);
    };
  }

  private static boolean removed(RemoveAnswer answer) {
    return !(answer instanceof RemoveAnswer.Unavailable);
  }

  private boolean written(DirectoryEntry entry, WriteAnswer answer) {
    return switch (answer) {
      case WriteAnswer.Written() -> true;
      case WriteAnswer.Refused(DirectoryEntry current) -> {
        onThread(() -> listener.superseded(entry, current));
        yield true;
      }
      case WriteAnswer.Unavailable _ -> false;
    };
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException _) {
      LOG.debug("directory: closed, a late answer is dropped");
    }
  }

  /** Turns what Redis' threads see into tasks of the directory's thread. */
  private final class Connections implements RedisLink.ConnectionListener {
    @Override
    public void connected() {
      onThread(Directory.this::probe);
    }

    @Override
    public void disconnected() {
      watch.disconnected(redis.name() + ": connection lost"); // at once: misses end here
      LOG.warn("directory: connection to {} lost", redis.name());
    }
  }
}
