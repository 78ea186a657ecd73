package io.drawbridge.client;

import io.drawbridge.client.session.PushSink;
import io.drawbridge.wire.Frame;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes on their way to the listener. Above its bound the library stops acknowledging, so that the
 * gateway's window (not this queue) fills, and drops pushes that nobody acknowledges.
 */
final class Inbox implements PushSink {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final int maxMessages;
  private final long maxBytes;
  private final Executor events;
  private final PushListener listener;
  private final Runnable roomAgain;
  private int messages;
  private long bytes;
  private long droppedCount;

  Inbox(
      int maxMessages, long maxBytes, Executor events, PushListener listener, Runnable roomAgain) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.events = events;
    this.listener = listener;
    this.roomAgain = roomAgain;
  }

  @Override
  public synchronized boolean hasRoom() {
    return messages < maxMessages && bytes < maxBytes;
  }

  @Override
  public void deliver(Frame downstream) {
    Push push = Push.of(downstream);
    synchronized (this) {
      messages++;
      bytes += push.body().length;
    }
    events.execute(() -> {
      try {
        listener.onPush(push);
      } finally {
        handled(push);
      }
    });
  }

  @Override
  public void dropped() {
    // Rarely at first, then rarer: powers of two.
    if (Long.bitCount(++droppedCount) == 1) {
      log.warn("{} pushes without acknowledgement dropped: onPush is too slow", droppedCount);
    }
  }

  private void handled(Push push) {
    boolean wasFull;
    boolean hasRoom;
    synchronized (this) {
      wasFull = !hasRoom();
      messages--;
      bytes -= push.body().length;
      hasRoom = hasRoom();
    }
    if (wasFull && hasRoom) {
      roomAgain.run();
    }
  }
}
