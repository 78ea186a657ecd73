package io.drawbridge.client;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Room for messages between {@code send} and the end of their future, and their way to the client's
 * thread in the order of the calls. At its bound a message is not taken; an empty outbox takes one
 * of any size. Threads: any.
 */
final class Outbox {
  private final int maxMessages;
  private final long maxBytes;
  private final Runnable wake;
  private final ArrayDeque<Letter> entering = new ArrayDeque<>();
  private int messages;
  private long bytes;
  private boolean woken;
  private boolean closed;

  /** {@code wake} is called when {@link #drain} has something to do. */
  Outbox(int maxMessages, long maxBytes, Runnable wake) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.wake = wake;
  }

  /** Takes the message, or completes its future with the reason why not. */
  void offer(Letter letter) {
    boolean wakes;
    synchronized (this) {
      if (closed) {
        letter.receipt().completeExceptionally(new ClientClosedException(false));
        return;
      }
      if (!hasRoom(letter.size())) {
        letter.receipt().completeExceptionally(full());
        return;
      }
      wakes = take(letter);
    }
    if (wakes) {
      wake.run();
    }
  }

  /** As {@link #offer}, but waits for room. */
  void offerWhenRoom(Letter letter) throws InterruptedException {
    boolean wakes;
    synchronized (this) {
      while (!closed && !hasRoom(letter.size())) {
        wait();
      }
      if (closed) {
        letter.receipt().completeExceptionally(new ClientClosedException(false));
        return;
      }
      wakes = take(letter);
    }
    if (wakes) {
      wake.run();
    }
  }

  /** Hands over everything that entered since the last call. */
  void drain(Consumer<Letter> lanes) {
    for (Letter letter : entered()) {
      lanes.accept(letter);
    }
  }

  /** A message has ended. */
  synchronized void release(int size) {
    messages--;
    bytes -= size;
    notifyAll();
  }

  /** From here nothing is taken; whoever waits for room is told. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized ArrayDeque<Letter> entered() {
    woken = false;
    ArrayDeque<Letter> taken = new ArrayDeque<>(entering);
    entering.clear();
    return taken;
  }

  private boolean hasRoom(int size) {
    return messages == 0 || (messages < maxMessages && bytes + size <= maxBytes);
  }

  private boolean take(Letter letter) {
    messages++;
    bytes += letter.size();
    entering.addLast(letter);
    boolean wakes = !woken;
    woken = true;
    return wakes;
  }

  private QueueFullException full() {
    return new QueueFullException(
        "queue: %d messages of %d bytes (expected: at most %d of %d)"
            .formatted(messages, bytes, maxMessages, maxBytes));
  }

  /** A message with its future. */
  static final class Letter {
    private final int service;
    private final byte[] body;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    Letter(int service, byte[] body) {
      this.service = service;
      this.body = body;
    }

    int service() {
      return service;
    }

    byte[] body() {
      return body;
    }

    int size() {
      return body.length;
    }

    CompletableFuture<Receipt> receipt() {
      return receipt;
    }
  }
}
