package io.drawbridge.gateway.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What this gateway wants the directory to hold, for each entry whose last command is under way or
 * has failed. Only the newest intent of a key counts: an older one that fails late is forgotten.
 *
 * <p>Commands are sent while the key is held, so those of one key leave in the order of their
 * intents; a late repetition of a write cannot overtake the removal. Threads: any.
 */
final class Intents {
  private final int limit;
  private final ConcurrentHashMap<DirectoryKey, Intent> newest = new ConcurrentHashMap<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean overflowed;

  /** Beyond {@code limit} keys intents are not remembered, and {@link #overflowed} says so. */
  Intents(int limit) {
    this.limit = limit;
  }

  /** What to do with an entry. */
  enum Action {
    WRITE,
    REMOVE
  }

  /** One command, sent once or several times until Redis answers. Compared by identity. */
  static final class Intent {
    final Action action;
    final DirectoryEntry entry;
    private volatile boolean failed; // changed while the key is held

    Intent(Action action, DirectoryEntry entry) {
      this.action = action;
      this.entry = entry;
    }
  }

  /** Sends the command of a new intent. {@code send} must not block, nor use this object. */
  <T> CompletableFuture<T> begin(Intent intent, Supplier<CompletableFuture<T>> send) {
    DirectoryKey key = intent.entry.key();
    if (newest.size() >= limit && !newest.containsKey(key)) {
      overflowed = true;
      return send.get();
    }
    List<CompletableFuture<T>> sent = new ArrayList<>(1);
    newest.compute(
        key,
        (_, older) -> {
          sent.add(send.get());
          if (older != null && supersedes(older, intent)) {
            return older;
          }
          if (older != null && older.failed) {
            pending.decrementAndGet();
          }
          return intent;
        });
    return sent.getFirst();
  }

  /**
   * True when a write makes the removal of another entry needless: a client's earlier session often
   * ends only after its later one was entered.
   */
  private static boolean supersedes(Intent older, Intent removal) {
    return older.action == Action.WRITE
        && removal.action == Action.REMOVE
        && !older.entry.equals(removal.entry);
  }

  /** Sends the command once more; empty, and not sent, if there is a newer intent. */
  <T> Optional<CompletableFuture<T>> again(Intent intent, Supplier<CompletableFuture<T>> send) {
    List<CompletableFuture<T>> sent = new ArrayList<>(1);
    newest.computeIfPresent(
        intent.entry.key(),
        (_, now) -> {
          if (now == intent) {
            sent.add(send.get());
          }
          return now;
        });
    return sent.stream().findFirst();
  }

  /** Redis has answered, whatever it was. */
  void settled(Intent intent) {
    newest.computeIfPresent(
        intent.entry.key(),
        (_, now) -> {
          if (now != intent) {
            return now;
          }
          if (intent.failed) {
            pending.decrementAndGet();
          }
          return null;
        });
  }

  /** No answer: the intent is pending, unless there is a newer one. */
  void failed(Intent intent) {
    newest.computeIfPresent(
        intent.entry.key(),
        (_, now) -> {
          if (now == intent && !intent.failed) {
            intent.failed = true;
            pending.incrementAndGet();
          }
          return now;
        });
  }

  /** Pending ones, in no order. */
  List<Intent> pending(int atMost) {
    return newest.values().stream().filter(intent -> intent.failed).limit(atMost).toList();
  }

  int pendingCount() {
    return pending.get();
  }

  /** True once an intent was not remembered, until {@link #forgetOverflow}. */
  boolean overflowed() {
    return overflowed;
  }

  void forgetOverflow() {
    overflowed = false;
  }
}
