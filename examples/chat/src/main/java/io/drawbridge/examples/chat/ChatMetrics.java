package io.drawbridge.examples.chat;

import io.drawbridge.business.push.Push;
import io.drawbridge.business.push.PushResult;
import io.drawbridge.business.push.SessionOutcome;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.UpstreamHandler;
import io.drawbridge.examples.chat.outbox.Outboxes;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.business.v1.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a chat tells of itself at {@code /metrics}: counts what comes in and what goes out. */
final class ChatMetrics {
  private static final long REFRESH_SECONDS = 1;

  /** What a sender was told. */
  private enum Told {
    ACCEPTED,
    BUSY,
    INVALID,
    FAILED
  }

  private final Map<Told, LongAdder> messages = new EnumMap<>(Told.class);
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final LongAdder delivered = new LongAdder();
  private volatile Waiting waiting = new Waiting(0, 0, 0);

  ChatMetrics(Metrics metrics) {
    EnumSet.allOf(Told.class).forEach(told -> messages.put(told, new LongAdder()));
    EnumSet.range(Outcome.DELIVERED, Outcome.DROPPED)
        .forEach(outcome -> outcomes.put(outcome, new LongAdder()));
    metrics.counter(
        "drawbridge_chat_messages_total",
        "Messages from clients, by what their senders were told.",
        List.of("answer"),
        series -> messages.forEach((told, count) -> series.record(count.sum(), lowerCase(told))));
    metrics.counter(
        "drawbridge_chat_push_outcomes_total",
        "What became of pushed letters: one for each session of the recipient.",
        List.of("outcome"),
        series -> outcomes.forEach((what, count) -> series.record(count.sum(), lowerCase(what))));
    metrics.counter(
        "drawbridge_chat_letters_delivered_total",
        "Pushed letters that at least one session of the recipient has.",
        () -> (double) delivered.sum());
    metrics.gauge("drawbridge_chat_outboxes", "Outboxes.", () -> waiting.outboxes);
    metrics.gauge(
        "drawbridge_chat_outbox_letters",
        "Letters in outboxes that are not delivered yet.",
        () -> waiting.letters);
    metrics.gauge(
        "drawbridge_chat_outbox_bytes",
        "Bytes of the letters in outboxes.",
        () -> (double) waiting.bytes);
  }

  /** {@code handler}, counted. */
  UpstreamHandler countingMessages(UpstreamHandler handler) {
    return message ->
        handler.handle(message).whenComplete((answer, _) -> count(messages, told(answer)));
  }

  /** {@code pushes}, counted. */
  Function<Push, CompletionStage<PushResult>> countingFates(
      Function<Push, ? extends CompletionStage<PushResult>> pushes) {
    return push ->
        pushes
            .apply(push)
            .whenComplete((result, _) -> {
              if (result != null) {
                count(result);
              }
            });
  }

  /** Looks at the outboxes once a second, on the {@code thread} that owns them. */
  void watch(Outboxes outboxes, ScheduledExecutorService thread) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> waiting = new Waiting(outboxes.size(), outboxes.letters(), outboxes.allBytes()),
            REFRESH_SECONDS,
            REFRESH_SECONDS,
            TimeUnit.SECONDS);
  }

  private static <K> void count(Map<K, LongAdder> counts, K what) {
    LongAdder count = counts.get(what);
    if (count != null) { // none for what a newer gateway says
      count.increment();
    }
  }

  private void count(PushResult result) {
    for (SessionOutcome session : result.sessions()) {
      count(outcomes, session.outcome());
    }
    if (result.any(Outcome.DELIVERED)) {
      delivered.increment();
    }
  }

  private static Told told(@Nullable Answer answer) {
    return switch (answer) {
      case null -> Told.FAILED;
      case Answer.Accepted _ -> Told.ACCEPTED;
      case Answer.Refused refused -> refused.isFinal() ? Told.INVALID : Told.BUSY;
    };
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The outboxes at one moment. */
  private record Waiting(int outboxes, int letters, long bytes) {}
}
