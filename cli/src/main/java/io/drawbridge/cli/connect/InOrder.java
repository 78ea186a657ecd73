package io.drawbridge.cli.connect;

import io.drawbridge.examples.chat.protocol.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts chat messages in the order of their outbox and drops repeats, as the chat's protocol
 * describes: an outbox starts with its oldest unconfirmed number, and nothing below that is waited
 * for later on either.
 *
 * <p>The chat has at most 32 messages in flight, so what waits here is little; were it more than
 * the bounds, something would be wrong, and it is said rather than a message skipped.
 */
final class InOrder {
  private static final int MAX_WAITING = 1_024;

  /** Chat instances that write to one user, those before their restarts included. */
  private static final int MAX_OUTBOXES = 64;

  private final Consumer<Message> sink;
  private final Map<Long, Outbox> outboxes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Outbox> eldest) {
          return size() > MAX_OUTBOXES;
        }
      };

  InOrder(Consumer<Message> sink) {
    this.sink = sink;
  }

  /**
   * Hands on the message and what waited for it, or keeps it until its turn.
   *
   * @throws IllegalStateException when too much waits for one that is missing
   */
  void accept(Message message) {
    outboxes.computeIfAbsent(message.getOutbox(), outbox -> new Outbox(message)).accept(message);
  }

  private final class Outbox {
    private final TreeMap<Long, Message> waiting = new TreeMap<>();
    private long next;

    Outbox(Message first) {
      next = oldest(first);
    }

    void accept(Message message) {
      if (message.getNumber() >= next) {
        waiting.put(message.getNumber(), message);
      }
      handOn(oldest(message));
      if (waiting.size() > MAX_WAITING) {
        throw new IllegalStateException(
            "message %d of outbox %016x is missing while %d later ones wait"
                .formatted(next, message.getOutbox(), waiting.size()));
      }
    }

    private void handOn(long oldestUnconfirmed) {
      while (!waiting.isEmpty() && waiting.firstKey() < oldestUnconfirmed) {
        sink.accept(waiting.pollFirstEntry().getValue());
      }
      next = Math.max(next, oldestUnconfirmed);
      while (!waiting.isEmpty() && waiting.firstKey() == next) {
        sink.accept(waiting.pollFirstEntry().getValue());
        next++;
      }
    }

    /** A chat that does not tell waits for nothing. */
    private static long oldest(Message message) {
      return Math.min(Math.max(message.getOldestUnconfirmed(), 1), message.getNumber());
    }
  }
}
