package io.drawbridge.bench.overload;

import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.business.upstream.UpstreamHandler;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The capacity of a business: some workers, each of which is busy with a message for a fixed time.
 * Messages wait in one queue, first come, first served. Threads: any.
 *
 * <p>A worker waits instead of working, and time for which it overslept counts for its next
 * message, as far as that was waiting already. So all together do workers / time messages a second,
 * however busy the machine's processors are.
 */
final class Workers implements UpstreamHandler {
  /** Above what five streams of the library bring; beyond it messages are refused as busy. */
  static final int MOST_WAITING = 1 << 15;

  private static final Answer FULL =
      Answer.busy(Duration.ofSeconds(1), "waiting (expected: <= " + MOST_WAITING + ")");

  private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final long workNanos;

  private record Job(long arrivedNanos, CompletableFuture<Answer> answer) {}

  private Workers(long workNanos) {
    this.workNanos = workNanos;
  }

  /** They never end, and do not keep a process alive. */
  static Workers start(int workers, long workNanos) {
    Workers all = new Workers(workNanos);
    for (int i = 0; i < workers; i++) {
      Thread.ofPlatform().name("worker " + i).daemon().start(all::workForEver);
    }
    return all;
  }

  @Override
  public CompletionStage<Answer> handle(ClientMessage message) {
    return take();
  }

  /** Completed when a worker is through with it. */
  CompletableFuture<Answer> take() {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    return waiting.offer(new Job(System.nanoTime(), answer))
        ? answer
        : CompletableFuture.completedFuture(FULL);
  }

  private void workForEver() {
    long freeNanos = System.nanoTime();
    try {
      while (true) {
        Job job = waiting.take();
        freeNanos = doneNanos(job.arrivedNanos, freeNanos, workNanos);
        sleepUntil(freeNanos);
        boolean _ = job.answer.complete(Answer.accepted());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** When a worker that is free from {@code freeNanos} on is through with it. */
  static long doneNanos(long arrivedNanos, long freeNanos, long workNanos) {
    return (arrivedNanos - freeNanos > 0 ? arrivedNanos : freeNanos) + workNanos;
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
