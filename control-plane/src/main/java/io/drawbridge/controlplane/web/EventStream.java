package io.drawbridge.controlplane.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watcher's answer, written as fast as it reads and without a thread: of events that it could
 * not take yet, only the newest is kept. Threads: any, one at a time inside.
 */
final class EventStream implements WriteListener {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private final AsyncContext call;
  private final ServletOutputStream out;
  private final Consumer<EventStream> left;
  private byte @Nullable [] waiting;
  private boolean open; // the container has called for the first time
  private boolean flush;
  private boolean ended;

  /**
   * @param left called once, when it is over
   */
  EventStream(AsyncContext call, ServletOutputStream out, Consumer<EventStream> left) {
    this.call = call;
    this.out = out;
    this.left = left;
  }

  /** Replaces what still waits. */
  synchronized void offer(byte[] event) {
    waiting = event;
    write();
  }

  @Override
  public synchronized void onWritePossible() {
    open = true;
    write();
  }

  @Override
  public void onError(Throwable error) {
    log.debug("events: a watcher is gone: {}", error.getMessage());
    end();
  }

  /** Ends the answer, if it has not ended. */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    waiting = null;
    left.accept(this);
    try {
      call.complete();
    } catch (IllegalStateException e) {
      log.debug("events: answer is over already", e);
    }
  }

  /** As long as the socket takes it; the container calls again when it does. */
  private void write() {
    try {
      while (open && !ended && (flush || waiting != null) && out.isReady()) {
        byte[] next = waiting;
        if (flush || next == null) {
          out.flush();
          flush = false;
        } else {
          waiting = null;
          out.write(next);
          flush = true;
        }
      }
    } catch (IOException e) {
      onError(e);
    }
  }
}
