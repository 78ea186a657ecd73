package io.drawbridge.examples.chat.conversation;

import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.business.upstream.UpstreamHandler;
import io.drawbridge.examples.chat.groups.Groups;
import io.drawbridge.examples.chat.outbox.Outboxes;
import io.drawbridge.examples.chat.outbox.Posting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Accepts a client's message when it is in the outbox of every recipient; wrong ones are INVALID
 * for good, and full outboxes are BUSINESS_BUSY. Threads: any; the work is done on the chat's.
 */
public final class Conversation implements UpstreamHandler {
  /** A window of a client in a good network is confirmed within this. */
  static final Duration FULL_RETRY = Duration.ofMillis(200);

  private final Supplier<Groups> groups;
  private final Outboxes outboxes;
  private final Deliveries deliveries;
  private final Executor thread;
  private final LongSupplier nanoClock;

  public Conversation(
      Supplier<Groups> groups,
      Outboxes outboxes,
      Deliveries deliveries,
      Executor thread,
      LongSupplier nanoClock) {
    this.groups = groups;
    this.outboxes = outboxes;
    this.deliveries = deliveries;
    this.thread = thread;
    this.nanoClock = nanoClock;
  }

  @Override
  public CompletionStage<Answer> handle(ClientMessage message) {
    return CompletableFuture.supplyAsync(() -> receive(message), thread);
  }

  private Answer receive(ClientMessage message) {
    return switch (Addressing.read(message.lane().user(), message.body(), groups.get())) {
      case Addressing.Wrong wrong -> Answer.invalid(wrong.because());
      case Addressing.To to -> post(to);
    };
  }

  private Answer post(Addressing.To to) {
    return switch (outboxes.post(to.recipients(), to.letter(), nanoClock.getAsLong())) {
      case Posting.Full full -> Answer.busy(FULL_RETRY, full.what());
      case Posting.Posted posted -> {
        posted.outboxes().forEach(deliveries::pump);
        yield Answer.accepted();
      }
    };
  }
}
