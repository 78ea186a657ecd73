package io.drawbridge.examples.chat.conversation;

import com.google.protobuf.ByteString;
import io.drawbridge.business.push.Push;
import io.drawbridge.business.push.PushId;
import io.drawbridge.business.push.PushResult;
import io.drawbridge.examples.chat.outbox.Delivery;
import io.drawbridge.examples.chat.outbox.Fate;
import io.drawbridge.examples.chat.outbox.Outbox;
import io.drawbridge.examples.chat.outbox.Outboxes;
import io.drawbridge.examples.chat.protocol.Message;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what outboxes have due and tells them what became of it. Threads: the chat's alone, which
 * also runs the answers and the ends of pauses.
 */
public final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /** The outbox pushes again; a copy that is late would only be a repeat. */
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final long SWEEP_SECONDS = 60;
  private static final long FINISH_CHECK_MILLIS = 20;

  private final Outboxes outboxes;
  private final Function<Push, ? extends CompletionStage<PushResult>> pushes;
  private final ScheduledExecutorService thread;
  private final LongSupplier nanoClock;
  private final Set<Outbox> paused = new HashSet<>(); // those with a task that goes on

  /**
   * @param pushes answers every push exactly once, on any thread
   */
  public Deliveries(
      Outboxes outboxes,
      Function<Push, ? extends CompletionStage<PushResult>> pushes,
      ScheduledExecutorService thread,
      LongSupplier nanoClock) {
    this.outboxes = outboxes;
    this.pushes = pushes;
    this.thread = thread;
    this.nanoClock = nanoClock;
  }

  /** Begins to forget idle outboxes. */
  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Completes with the letters that are left: none, or those that are not delivered in time. */
  public CompletableFuture<Integer> finish(Duration within) {
    CompletableFuture<Integer> left = new CompletableFuture<>();
    long endNanos = nanoClock.getAsLong() + within.toNanos();
    thread.execute(() -> finish(endNanos, left));
    return left;
  }

  /** Pushes what is due now; the rest follows by itself. */
  void pump(Outbox outbox) {
    long nowNanos = nanoClock.getAsLong();
    for (Delivery delivery : outbox.due(nowNanos)) {
      var _ =
          pushes
              .apply(toPush(outbox.recipient(), delivery))
              .whenCompleteAsync((result, _) -> answered(outbox, delivery, result), thread);
    }
    outbox.resumesAtNanos(nowNanos).ifPresent(atNanos -> resume(outbox, atNanos - nowNanos));
  }

  private void answered(Outbox outbox, Delivery delivery, PushResult result) {
    Fate fate = Fates.of(result);
    if (fate == Fate.UNDELIVERABLE) {
      LOG.error(
          "letter {} of outbox {} given up: {}",
          delivery.number(),
          Long.toHexString(delivery.outbox()),
          result.sessions().getFirst().text());
    }
    outboxes.answered(outbox, delivery.number(), fate, nanoClock.getAsLong());
    pump(outbox);
  }

  private void resume(Outbox outbox, long delayNanos) {
    if (paused.add(outbox)) {
      var _ =
          thread.schedule(
              () -> {
                paused.remove(outbox);
                pump(outbox);
              },
              delayNanos,
              TimeUnit.NANOSECONDS);
    }
  }

  private void finish(long endNanos, CompletableFuture<Integer> left) {
    int letters = outboxes.letters();
    if (letters == 0 || nanoClock.getAsLong() - endNanos >= 0) {
      left.complete(letters);
    } else {
      var _ =
          thread.schedule(() -> finish(endNanos, left), FINISH_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    int dropped = outboxes.sweep(nanoClock.getAsLong());
    if (dropped > 0) {
      LOG.warn("{} letters dropped whose recipients were away for too long", dropped);
    }
  }

  private static Push toPush(String recipient, Delivery delivery) {
    ByteString body =
        Message.newBuilder()
            .setFrom(delivery.letter().from())
            .setGroup(delivery.letter().group())
            .setText(delivery.letter().text())
            .setOutbox(delivery.outbox())
            .setNumber(delivery.number())
            .setOldestUnconfirmed(delivery.oldestUnconfirmed())
            .build()
            .toByteString();
    // (outbox, number) is as unique as a random id, and the same for every copy.
    PushId id = new PushId(delivery.outbox(), delivery.number());
    return Push.toUser(recipient, body).withId(id).withDeadline(DEADLINE);
  }
}
