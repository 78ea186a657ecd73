package io.drawbridge.examples.chat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboxesTest {
  private static final Letter LETTER = new Letter("alice", "", ByteString.copyFromUtf8("hi"));
  private static final OutboxLimits LIMITS =
      new OutboxLimits(2, 10_000, 3, 100_000, Duration.ofMinutes(10), Duration.ofHours(24));

  private final AtomicLong ids = new AtomicLong();
  private final Outboxes outboxes = new Outboxes(LIMITS, ids::incrementAndGet);

  @Test
  void takesALetterForAllOrForNone() {
    post("bob", "carol");
    post("bob");

    assertThat(post("carol", "bob")).isInstanceOf(Posting.Full.class);
    assertThat(outboxes.letters()).isEqualTo(3);
    assertThat(post("carol")).isInstanceOf(Posting.Posted.class);
  }

  @Test
  void hasRoomAgainAsSoonAsOneIsDelivered() {
    post("bob");
    Outbox bob = outboxOf(post("bob"));
    assertThat(post("bob")).isInstanceOf(Posting.Full.class);
    assertThat(bob.due(0)).hasSize(2);

    outboxes.answered(bob, 1, Fate.DELIVERED, 0);

    assertThat(post("bob")).isInstanceOf(Posting.Posted.class);
  }

  @Test
  void isBoundedByBytesForEachRecipientAndForAll() {
    Letter large = new Letter("alice", "", ByteString.copyFrom(new byte[9_000]));
    assertThat(outboxes.post(List.of("bob"), large, 0)).isInstanceOf(Posting.Posted.class);
    assertThat(outboxes.post(List.of("bob"), large, 0)).isInstanceOf(Posting.Full.class);

    Letter huge = new Letter("alice", "", ByteString.copyFrom(new byte[95_000]));
    assertThat(outboxes.post(List.of("carol"), huge, 0)).isInstanceOf(Posting.Full.class);
    assertThat(new Outboxes(LIMITS, ids::get).post(List.of("carol"), huge, 0))
        .isInstanceOf(Posting.Posted.class);
  }

  @Test
  void isBoundedByRecipients() {
    post("bob", "carol");

    assertThat(post("dave", "erin")).isInstanceOf(Posting.Full.class);
    assertThat(post("dave")).isInstanceOf(Posting.Posted.class);
    assertThat(post("erin")).isInstanceOf(Posting.Full.class);
  }

  @Test
  void forgetsEmptyOutboxesAfterATimeAndStartsAnewUnderAnotherNumber() {
    Outbox bob = outboxOf(post("bob"));
    Delivery first = bob.due(0).getFirst();
    outboxes.answered(bob, 1, Fate.DELIVERED, 0);

    assertThat(outboxes.sweep(Duration.ofMinutes(10).toNanos() - 1)).isZero();
    assertThat(outboxes.size()).isEqualTo(1);
    outboxes.sweep(Duration.ofMinutes(10).toNanos());

    assertThat(outboxes.size()).isZero();
    Delivery second = outboxOf(post("bob")).due(0).getFirst();
    assertThat(second.number()).isEqualTo(1);
    assertThat(second.outbox()).isNotEqualTo(first.outbox());
  }

  @Test
  void dropsLettersOfARecipientWhoStaysAwayAndGivesTheirRoomBack() {
    Outbox bob = outboxOf(post("bob"));
    bob.due(0);

    assertThat(outboxes.sweep(Duration.ofHours(24).toNanos())).isEqualTo(1);

    outboxes.answered(bob, 1, Fate.DELIVERED, 0);
    assertThat(outboxes.allBytes()).isZero();
    assertThat(bob.due(0)).isEmpty();
  }

  private Posting post(String... recipients) {
    return outboxes.post(List.of(recipients), LETTER, 0);
  }

  private static Outbox outboxOf(Posting posting) {
    return ((Posting.Posted) posting).outboxes().getFirst();
  }
}
