package io.drawbridge.gateway.connection;

import io.drawbridge.gateway.measure.LoopMeasures;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop of this gateway with what belongs to it alone: its connections and its mailbox.
 *
 * <p>Threads: everything but {@link #mailbox} and {@link #index} on the loop.
 */
public final class Loop {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final int index;
  private final EventLoop executor;
  private final LoopMeasures measures;
  private final ConnectionTable connections;
  private final LoopMailbox mailbox;
  private final Strangers strangers;
  private final Backlog backlog;
  private final List<Runnable> batchEnds = new ArrayList<>();
  private final List<Connection> unflushed = new ArrayList<>();
  private final Runnable passEnd = this::passEnd;
  private boolean passEnds;

  /** A loop whose connections nobody counts. */
  public Loop(int index, EventLoop executor, LoopMeasures measures) {
    this(index, executor, measures, LoopBounds.wide());
  }

  Loop(int index, EventLoop executor, LoopMeasures measures, LoopBounds bounds) {
    this.index = index;
    this.executor = executor;
    this.measures = measures;
    this.connections = new ConnectionTable();
    this.strangers = new Strangers(bounds.strangers());
    this.backlog = new Backlog(this, bounds.buffers());
    this.mailbox = new LoopMailbox(executor, this::endBatch);
  }

  /** Position among the gateway's loops, from 0. */
  public int index() {
    return index;
  }

  public EventLoop executor() {
    return executor;
  }

  public LoopMeasures measures() {
    return measures;
  }

  public ConnectionTable connections() {
    return connections;
  }

  Strangers strangers() {
    return strangers;
  }

  Backlog backlog() {
    return backlog;
  }

  /** For tasks from other threads. */
  public LoopMailbox mailbox() {
    return mailbox;
  }

  /** Runs {@code action} at the end of each read pass and each mailbox batch, before the flush. */
  public void atBatchEnd(Runnable action) {
    batchEnds.add(action);
  }

  /**
   * Ends the batch when every socket that is ready now has been read: a loop takes its tasks after
   * them. What all these clients sent is one batch for a business, and has cost one wake-up.
   */
  public void endBatchAfterReads() {
    if (!passEnds) {
      passEnds = true;
      executor.execute(passEnd);
    }
  }

  private void passEnd() {
    passEnds = false;
    endBatch();
  }

  /** The end of one read pass or mailbox batch: what was gathered leaves, once per socket. */
  public void endBatch() {
    for (Runnable batchEnd : batchEnds) {
      runSafely(batchEnd);
    }
    flushAll();
    backlog.relieve();
    flushAll(); // what the end of a connection made others write
  }

  private void flushAll() {
    // A flush may end a connection, and its end may write to others: index, not iterator.
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  /** What was written must leave, and repeated tasks must go on, whatever fails here. */
  private void runSafely(Runnable batchEnd) {
    try {
      batchEnd.run();
    } catch (RuntimeException e) {
      log.error("the end of a batch failed on {}; the loop goes on", this, e);
    }
  }

  void flushAtBatchEnd(Connection connection) {
    unflushed.add(connection);
  }

  @Override
  public String toString() {
    return "loop " + index;
  }
}
