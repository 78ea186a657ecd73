package io.drawbridge.gateway.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks from other threads for one event loop, bounded, run in batches so that what they write
 * leaves in one flush.
 *
 * <p>Threads: {@link #offer} from any thread, without locks; tasks run on the loop.
 */
public final class LoopMailbox {
  /**
   * A fast sender fills this in some 10 ms; a loop that is 10 ms behind should not be given more.
   */
  static final int CAPACITY = 16_384;

  /** Keeps one drain below about a millisecond, so that sockets of the loop are not starved. */
  static final int TASKS_PER_TURN = 512;

  private static final Logger log = LoggerFactory.getLogger(LoopMailbox.class);

  private final MpscAtomicArrayQueue<Runnable> tasks = new MpscAtomicArrayQueue<>(CAPACITY);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Executor loop;
  private final Runnable afterBatch;

  /** Runs tasks on {@code loop}, and {@code afterBatch} after each batch of them. */
  LoopMailbox(Executor loop, Runnable afterBatch) {
    this.loop = loop;
    this.afterBatch = afterBatch;
  }

  /**
   * Hands a task to the loop.
   *
   * @return false when the mailbox is full: the task will not run
   */
  public boolean offer(Runnable task) {
    if (!tasks.offer(task)) {
      return false;
    }
    wake();
    return true;
  }

  private void wake() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException _) {
        log.debug("the loop has ended; its mailbox is not read any more");
      }
    }
  }

  private void drain() {
    try {
      runBatch();
      afterBatch.run();
    } finally { // whatever failed, the next task must wake the loop
      scheduled.set(false);
      if (!tasks.isEmpty()) {
        wake();
      }
    }
  }

  private void runBatch() {
    int done = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      runSafely(task);
      done++;
      if (done >= TASKS_PER_TURN) {
        break;
      }
    }
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a task of the loop's mailbox failed; the loop goes on", e);
    }
  }
}
