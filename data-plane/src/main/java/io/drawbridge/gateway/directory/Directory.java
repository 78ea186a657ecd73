package io.drawbridge.gateway.directory;

import io.drawbridge.gateway.directory.RedisWatch.RedisSelf;
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
 * <p>Everything is answered within two command timeouts, at once while Redis is away. What could
 * not be written or removed is remembered (up to 100,000 entries) and done when Redis is back;
 * then, and whenever Redis turns out to be another one, the gateway is asked to write all its
 * entries again, and for a while a miss proves nothing.
 *
 * <p>Threads: any. Answers complete on a Redis thread or the caller's; what is attached to them
 * must not block.
 */
public final class Directory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

  private final DirectorySettings settings;
  private final DirectoryListener listener;
  private final RedisWatch watch;
  private final RedisLink redis;
  private final RedisEntries entries;
  private final EntryWriter writer;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean probing = new AtomicBoolean();

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
    this.entries = new RedisEntries(redis, settings.inFlight());
    this.writer = new EntryWriter(entries, this::onThread, listener::superseded);
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
    return entries
        .find(app, user)
        .<FindAnswer>thenApply(FindAnswer.Found::new)
        .exceptionally(e -> new FindAnswer.Unavailable(EntryWriter.textOf(e)));
  }

  /**
   * Puts the entry, unless the directory has one of a higher connect number, or of the same number
   * and another gateway.
   */
  public CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    return writer.write(entry);
  }

  /** Takes the entry out if it is exactly this one. */
  public CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    return writer.remove(entry);
  }

  /** Redis itself: what cannot be done at once is not remembered. */
  EntryStore store() {
    return entries;
  }

  /** Entries that Redis should hold or should not, and perhaps does not or does. */
  public int pending() {
    return writer.pending();
  }

  /** For readiness. */
  public DirectoryState state() {
    return watch.state();
  }

  /** False while entries may be missing that are being written again, and while Redis is away. */
  public boolean missIsTrustworthy() {
    return watch.missIsTrustworthy();
  }

  /** Which data Redis holds; another name means that entries may be lost. "" while not known. */
  public String incarnation() {
    return watch.replicationId();
  }

  /** Ends the connection; what is pending stays undone. Takes up to some seconds. */
  @Override
  public void close() {
    thread.shutdownNow();
    redis.close();
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
      unanswered(e == null ? "no answer" : EntryWriter.textOf(e));
      return;
    }
    boolean wasAway = !(watch.state() instanceof DirectoryState.Reachable);
    boolean entriesMayBeLost = watch.answered(self);
    if (wasAway) {
      LOG.info("directory: {} answers, {} entries pending", redis.name(), pending());
    }
    if (writer.takeOverflow() || entriesMayBeLost) {
      listener.reassert(settings.reassertSpread());
    }
    writer.retry();
  }

  private void unanswered(String why) {
    boolean wasReachable = watch.state() instanceof DirectoryState.Reachable;
    watch.unanswered(why);
    if (wasReachable && !(watch.state() instanceof DirectoryState.Reachable)) {
      LOG.warn("directory: {} does not answer: {}", redis.name(), why);
    }
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
      entries.connected();
      onThread(Directory.this::probe);
    }

    @Override
    public void disconnected() {
      watch.disconnected(redis.name() + ": connection lost"); // at once: misses end here
      LOG.warn("directory: connection to {} lost", redis.name());
    }
  }
}
