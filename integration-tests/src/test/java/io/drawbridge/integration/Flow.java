package io.drawbridge.integration;

import io.drawbridge.examples.chat.protocol.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbered messages from one user to another, and what became of each. Its text is {@code
 * flow/number}. Threads: any.
 */
final class Flow {
  private final int index;
  private final ChatUser from;
  private final ChatUser to;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Copy> seen = new HashSet<>();
  private long markNanos;
  private long lastArrivalNanos;
  private long longestSilenceNanos;
  private int unrecognisedRepeats;
  private @Nullable Throwable refusal;

  /** What the chat's protocol recognises repeats by. */
  private record Copy(long outbox, long number) {}

  /** One message; 0 = not yet. */
  private static final class Entry {
    private final long sentNanos;
    private long ackedNanos;
    private long arrivedNanos;
    private boolean lost;

    Entry(long sentNanos) {
      this.sentNanos = sentNanos;
    }

    boolean isPending() {
      return !lost && (ackedNanos == 0 || arrivedNanos == 0);
    }
  }

  Flow(int index, ChatUser from, ChatUser to) {
    this.index = index;
    this.from = from;
    this.to = to;
  }

  ChatUser from() {
    return from;
  }

  ChatUser to() {
    return to;
  }

  void sendNext() {
    int number = add();
    var _ =
        from.send(to.name(), index + "/" + number)
            .whenComplete((_, failure) -> answered(number, failure));
  }

  private synchronized int add() {
    entries.add(new Entry(System.nanoTime()));
    return entries.size() - 1;
  }

  private synchronized void answered(int number, @Nullable Throwable failure) {
    if (failure == null) {
      entries.get(number).ackedNanos = System.nanoTime();
    } else {
      refusal = failure;
    }
  }

  synchronized void arrived(int number, Message message) {
    if (!seen.add(new Copy(message.getOutbox(), message.getNumber()))) {
      return; // a repeat that every receiver recognises
    }
    Entry entry = entries.get(number);
    if (entry.arrivedNanos != 0) {
      unrecognisedRepeats++;
      return;
    }
    long nowNanos = System.nanoTime();
    entry.arrivedNanos = nowNanos;
    longestSilenceNanos = silenceUntil(nowNanos);
    lastArrivalNanos = nowNanos;
  }

  /** From now on silence is measured anew. */
  synchronized void mark() {
    markNanos = System.nanoTime();
    lastArrivalNanos = markNanos;
    longestSilenceNanos = 0;
  }

  /** The longest time without an arrival since the mark. */
  synchronized double longestSilenceSeconds() {
    return silenceUntil(System.nanoTime()) / 1e9;
  }

  private long silenceUntil(long nowNanos) {
    return Math.max(longestSilenceNanos, nowNanos - lastArrivalNanos);
  }

  /** Age of the oldest message that has not been acknowledged and arrived; 0 if all have. */
  synchronized double oldestPendingSeconds() {
    long nowNanos = System.nanoTime();
    return entries.stream()
            .filter(Entry::isPending)
            .mapToLong(entry -> nowNanos - entry.sentNanos)
            .max()
            .orElse(0)
        / 1e9;
  }

  /** Gives up what was acknowledged before this and has not arrived; answers how many. */
  synchronized int giveUpAckedBefore(long nanos) {
    int lost = 0;
    for (Entry entry : entries) {
      if (entry.isPending() && entry.ackedNanos != 0 && entry.ackedNanos - nanos < 0) {
        entry.lost = true;
        lost++;
      }
    }
    return lost;
  }

  /** Messages that came twice and looked like two; from now on counted anew. */
  synchronized int takeUnrecognisedRepeats() {
    int repeats = unrecognisedRepeats;
    unrecognisedRepeats = 0;
    return repeats;
  }

  synchronized @Nullable Throwable refusal() {
    return refusal;
  }

  /** Everything acknowledged arrived; everything else is pending. */
  @Override
  public synchronized String toString() {
    long acked = entries.stream().filter(entry -> entry.ackedNanos != 0).count();
    long arrived = entries.stream().filter(entry -> entry.arrivedNanos != 0).count();
    return "%s to %s (now on %s): %d sent, %d acknowledged, %d arrived%s"
        .formatted(from.name(), to.name(), to.gateway(), entries.size(), acked, arrived, oldest());
  }

  private String oldest() {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.isPending()) {
        return "; oldest pending: %d, %s, sent %.1f s ago"
            .formatted(
                i,
                entry.ackedNanos == 0 ? "not acknowledged" : "acknowledged and not arrived",
                (System.nanoTime() - entry.sentNanos) / 1e9);
      }
    }
    return "";
  }
}
