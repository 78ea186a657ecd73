package io.drawbridge.examples.chat.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Letters for one recipient, numbered from 1, kept until they are delivered.
 *
 * <pre>
 *   confirmed | oldest unconfirmed ... 32 in flight at most ... | waiting
 * </pre>
 *
 * A letter that was not delivered is pushed again, from the oldest unconfirmed on, after a pause;
 * then one letter probes until something is delivered. Every copy handed out by {@link #due} is
 * answered exactly once by {@link #answered}. Threads: one at a time.
 */
public final class Outbox {
  /** Half a session's window, so that others reach the recipient too. */
  static final int WINDOW_MESSAGES = 32;

  /** Below a session's window of 256 KiB; one larger letter goes alone. */
  static final long WINDOW_BYTES = 192 << 10;

  static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  static final Duration LAST_PAUSE = Duration.ofSeconds(2);

  /** A window is acknowledged within milliseconds of being read. */
  static final Duration SLOW_PAUSE = Duration.ofMillis(20);

  private final String recipient;
  private final long id;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>(); // the first is unconfirmed
  private long firstNumber = 1;
  private long bytes;
  private long inFlightBytes;
  private boolean probing;
  private long pauseNanos = FIRST_PAUSE.toNanos();
  private long pausedUntilNanos;
  private long lastProgressNanos;

  /**
   * @param id random: tells this outbox from an earlier one of the same recipient
   */
  Outbox(String recipient, long id, long nowNanos) {
    this.recipient = recipient;
    this.id = id;
    pausedUntilNanos = nowNanos;
    lastProgressNanos = nowNanos;
  }

  public String recipient() {
    return recipient;
  }

  boolean fits(Letter letter, OutboxLimits limits) {
    return entries.isEmpty()
        || (entries.size() < limits.messages() && bytes + letter.size() <= limits.bytes());
  }

  void add(Letter letter, long nowNanos) {
    if (entries.isEmpty()) {
      lastProgressNanos = nowNanos;
    }
    entries.add(new Entry(letter));
    bytes += letter.size();
  }

  /** Copies to be pushed now, in order; they are in flight until they are answered. */
  public List<Delivery> due(long nowNanos) {
    if (nowNanos - pausedUntilNanos < 0 || entries.isEmpty()) {
      return List.of();
    }
    List<Delivery> due = new ArrayList<>();
    int window = probing ? 1 : WINDOW_MESSAGES;
    long number = firstNumber;
    for (Iterator<Entry> each = entries.iterator(); each.hasNext() && window > 0; window--) {
      Entry entry = each.next();
      if (entry.state == State.WAITING) {
        if (inFlightBytes > 0 && inFlightBytes + entry.letter.size() > WINDOW_BYTES) {
          break; // a smaller one behind it would only overtake
        }
        entry.state = State.IN_FLIGHT;
        inFlightBytes += entry.letter.size();
        due.add(new Delivery(id, number, firstNumber, entry.letter));
      }
      number++;
    }
    return due;
  }

  /**
   * A copy's fate. Answers how many bytes it set free.
   *
   * @param number as handed out by {@link #due}
   */
  long answered(long number, Fate fate, long nowNanos) {
    Entry entry = find(number);
    if (entry == null || entry.state != State.IN_FLIGHT) {
      return 0;
    }
    inFlightBytes -= entry.letter.size();
    switch (fate) {
      case DELIVERED, UNDELIVERABLE -> {
        entry.state = State.CONFIRMED;
        probing = false;
        pauseNanos = FIRST_PAUSE.toNanos();
        lastProgressNanos = nowNanos;
      }
      case TRY_AGAIN, TRY_AGAIN_SOON -> {
        entry.state = State.WAITING;
        pause(fate == Fate.TRY_AGAIN_SOON, nowNanos);
      }
    }
    return removeConfirmed();
  }

  /** When {@link #due} has something after a pause; empty when only an answer or a letter helps. */
  public OptionalLong resumesAtNanos(long nowNanos) {
    boolean paused = nowNanos - pausedUntilNanos < 0 && !entries.isEmpty();
    return paused ? OptionalLong.of(pausedUntilNanos) : OptionalLong.empty();
  }

  long bytes() {
    return bytes;
  }

  int messages() {
    return entries.size();
  }

  boolean droppable(OutboxLimits limits, long nowNanos) {
    Duration after = entries.isEmpty() ? limits.dropEmptyAfter() : limits.dropUnreachableAfter();
    return nowNanos - lastProgressNanos >= after.toNanos();
  }

  /** Forgets everything; answers that still come change nothing. */
  void drop() {
    entries.clear();
    bytes = 0;
  }

  /** One failure pauses; those of the same round that follow during the pause do not prolong it. */
  private void pause(boolean soon, long nowNanos) {
    probing = true;
    if (nowNanos - pausedUntilNanos < 0) {
      return;
    }
    if (soon) {
      pausedUntilNanos = nowNanos + SLOW_PAUSE.toNanos();
    } else {
      pausedUntilNanos = nowNanos + pauseNanos;
      pauseNanos = Math.min(LAST_PAUSE.toNanos(), pauseNanos * 2);
    }
  }

  private long removeConfirmed() {
    long freed = 0;
    for (Entry first = entries.peek();
        first != null && first.state == State.CONFIRMED;
        first = entries.peek()) {
      entries.remove();
      firstNumber++;
      freed += first.letter.size();
    }
    bytes -= freed;
    return freed;
  }

  /** Letters in flight are among the first of the queue: no index is needed. */
  private @Nullable Entry find(long number) {
    long at = firstNumber;
    for (Entry entry : entries) {
      if (at == number) {
        return entry;
      }
      if (at - firstNumber >= WINDOW_MESSAGES) {
        return null;
      }
      at++;
    }
    return null;
  }

  @Override
  public String toString() {
    return "outbox of "
        + entries.size()
        + " letters from "
        + firstNumber
        + (probing ? ", probing every " + TimeUnit.NANOSECONDS.toMillis(pauseNanos) + " ms" : "");
  }

  private enum State {
    WAITING,
    IN_FLIGHT,
    CONFIRMED
  }

  private static final class Entry {
    final Letter letter;
    State state = State.WAITING;

    Entry(Letter letter) {
      this.letter = letter;
    }
  }
}
