package io.drawbridge.gateway.directory;

import io.drawbridge.gateway.directory.Intents.Action;
import io.drawbridge.gateway.directory.Intents.Intent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Writes and removes entries of one store until it answers: what it could not be asked is
 * remembered, up to 100,000 entries, and asked again by {@link #retry}.
 *
 * <p>Threads: any. Answers complete on a thread of the store or the caller's.
 */
final class EntryWriter {
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

  private final EntryStore store;
  private final Executor thread;
  private final BiConsumer<DirectoryEntry, DirectoryEntry> superseded;
  private final Intents intents = new Intents(MAX_PENDING);
  private final AtomicBoolean retrying = new AtomicBoolean();

  /**
   * @param thread where retries go on, and {@code superseded} is called
   * @param superseded hears of a pending entry that was refused at last, and what is in its way
   */
  EntryWriter(
      EntryStore store, Executor thread, BiConsumer<DirectoryEntry, DirectoryEntry> superseded) {
    this.store = store;
    this.thread = thread;
    this.superseded = superseded;
  }

  CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    Intent intent = new Intent(Action.WRITE, entry);
    return written(intent, intents.begin(intent, () -> store.write(entry)));
  }

  CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    Intent intent = new Intent(Action.REMOVE, entry);
    return removed(intent, intents.begin(intent, () -> store.remove(entry)));
  }

  /** Entries that the store should hold or should not, and perhaps does not or does. */
  int pending() {
    return intents.pendingCount() + (intents.overflowed() ? 1 : 0);
  }

  /** True once, after more was pending than could be remembered. */
  boolean takeOverflow() {
    boolean overflowed = intents.overflowed();
    intents.forgetOverflow(); // what was not remembered is among the sessions, or gone
    return overflowed;
  }

  /** One wave after the other until nothing is pending or one fails. */
  void retry() {
    if (!retrying.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Boolean>> wave =
        intents.pending(RETRY_WAVE).stream().map(this::again).toList();
    CompletableFuture<Void> _ =
        CompletableFuture.allOf(wave.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> {
              retrying.set(false);
              if (!wave.isEmpty() && wave.stream().allMatch(CompletableFuture::join)) {
                thread.execute(this::retry);
              }
            });
  }

  /** True if the intent is no longer pending. */
  private CompletableFuture<Boolean> again(Intent intent) {
    DirectoryEntry entry = intent.entry;
    return switch (intent.action) {
      case WRITE ->
          intents
              .again(intent, () -> store.write(entry))
              .map(sent -> written(intent, sent).thenApply(late -> isWritten(entry, late)))
              .orElse(REPLACED);
      case REMOVE ->
          intents
              .again(intent, () -> store.remove(entry))
              .map(sent -> removed(intent, sent).thenApply(EntryWriter::isRemoved))
              .orElse(REPLACED);
    };
  }

  private CompletableFuture<WriteAnswer> written(
      Intent intent, CompletableFuture<WriteAnswer> sent) {
    return remembered(intent, sent, WriteAnswer.Unavailable::new);
  }

  private CompletableFuture<RemoveAnswer> removed(
      Intent intent, CompletableFuture<RemoveAnswer> sent) {
    return remembered(intent, sent, RemoveAnswer.Unavailable::new);
  }

  /** What the store answers settles the intent; without an answer it is pending. */
  private <T> CompletableFuture<T> remembered(
      Intent intent, CompletableFuture<T> sent, Function<String, T> unavailable) {
    return sent.thenApply(
            answer -> {
              intents.settled(intent);
              return answer;
            })
        .exceptionally(e -> {
          intents.failed(intent);
          return unavailable.apply(textOf(e));
        });
  }

  private static boolean isRemoved(RemoveAnswer answer) {
    return !(answer instanceof RemoveAnswer.Unavailable);
  }

  private boolean isWritten(DirectoryEntry entry, WriteAnswer answer) {
    return switch (answer) {
      case WriteAnswer.Written() -> true;
      case WriteAnswer.Refused(DirectoryEntry current) -> {
        thread.execute(() -> superseded.accept(entry, current));
        yield true;
      }
      case WriteAnswer.Unavailable _ -> false;
    };
  }

  static String textOf(Throwable e) {
    return String.valueOf(RedisLink.unwrap(e).getMessage());
  }
}
