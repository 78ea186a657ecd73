package io.drawbridge.examples.chat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final long ID = 42;

  private long nowNanos;
  private final Outbox outbox = new Outbox("bob", ID, nowNanos);

  @Test
  void numbersLettersFromOneAndTellsTheOldestUnconfirmed() {
    add("a", "b");

    List<Delivery> due = due();

    assertThat(due).extracting(Delivery::number).containsExactly(1L, 2L);
    assertThat(due).extracting(Delivery::outbox).containsOnly(ID);
    assertThat(due).extracting(Delivery::oldestUnconfirmed).containsOnly(1L);
    outbox.answered(1, Fate.DELIVERED, nowNanos);
    add("c");
    assertThat(due()).extracting(Delivery::oldestUnconfirmed).containsExactly(2L);
  }

  @Test
  void handsOutEachCopyOnceWhileItIsInFlight() {
    add("a");

    assertThat(due()).hasSize(1);
    assertThat(due()).isEmpty();
  }

  @Test
  void hasAtMostThirtyTwoInFlight() {
    addMany(100, 1);

    assertThat(due()).hasSize(32);
    outbox.answered(5, Fate.DELIVERED, nowNanos);
    assertThat(due()).isEmpty();
    outbox.answered(1, Fate.DELIVERED, nowNanos);
    assertThat(due()).extracting(Delivery::number).containsExactly(33L);
  }

  @Test
  void hasAtMostASessionsWindowOfBytesInFlightOrOneLargeLetter() {
    addMany(3, 200 << 10);

    assertThat(due()).extracting(Delivery::number).containsExactly(1L);
    outbox.answered(1, Fate.DELIVERED, nowNanos);
    assertThat(due()).extracting(Delivery::number).containsExactly(2L);
  }

  @Test
  void probesWithTheOldestAfterEachPauseUntilOneIsDelivered() {
    addMany(40, 1);
    due().forEach(each -> outbox.answered(each.number(), Fate.TRY_AGAIN, nowNanos));

    assertThat(due()).isEmpty();
    for (long pauseMillis : new long[] {100, 200, 400, 800, 1_600, 2_000, 2_000}) {
      advance(Duration.ofMillis(pauseMillis).minusNanos(1));
      assertThat(due()).isEmpty();
      advance(Duration.ofNanos(1));
      assertThat(due()).extracting(Delivery::number).containsExactly(1L);
      outbox.answered(1, Fate.TRY_AGAIN, nowNanos);
    }
    advance(Duration.ofSeconds(2));
    assertThat(due()).hasSize(1);
    outbox.answered(1, Fate.DELIVERED, nowNanos);

    assertThat(due()).extracting(Delivery::number).hasSize(32).startsWith(2L, 3L);
  }

  @Test
  void startsWithTheFirstPauseAgainAfterADelivery() {
    addMany(2, 1);
    for (int i = 0; i < 4; i++) {
      due().forEach(each -> outbox.answered(each.number(), Fate.TRY_AGAIN, nowNanos));
      advance(Outbox.LAST_PAUSE);
    }
    due();
    outbox.answered(1, Fate.DELIVERED, nowNanos);

    due().forEach(each -> outbox.answered(each.number(), Fate.TRY_AGAIN, nowNanos));

    assertThat(outbox.resumesAtNanos(nowNanos)).hasValue(nowNanos + Outbox.FIRST_PAUSE.toNanos());
  }

  @Test
  void pausesShortlyForASlowConsumer() {
    add("a");
    due();

    outbox.answered(1, Fate.TRY_AGAIN_SOON, nowNanos);

    assertThat(outbox.resumesAtNanos(nowNanos)).hasValue(Duration.ofMillis(20).toNanos());
  }

  @Test
  void pushesAgainOnlyWhatWasNotDelivered() {
    addMany(3, 1);
    due();
    outbox.answered(3, Fate.DELIVERED, nowNanos);
    outbox.answered(1, Fate.TRY_AGAIN, nowNanos);
    advance(Outbox.FIRST_PAUSE);
    assertThat(due()).extracting(Delivery::number).containsExactly(1L);

    outbox.answered(1, Fate.DELIVERED, nowNanos);
    outbox.answered(2, Fate.DELIVERED, nowNanos);

    assertThat(due()).isEmpty();
    assertThat(outbox.messages()).isZero();
    assertThat(outbox.bytes()).isZero();
  }

  @Test
  void givesUpWhatCanNeverBeDeliveredAndGoesOn() {
    addMany(2, 1);
    due();

    outbox.answered(1, Fate.UNDELIVERABLE, nowNanos);
    outbox.answered(2, Fate.DELIVERED, nowNanos);

    assertThat(outbox.messages()).isZero();
  }

  @Test
  void ignoresAnswersForWhatIsNotInFlight() {
    addMany(2, 1);
    due();
    outbox.answered(1, Fate.DELIVERED, nowNanos);

    outbox.answered(1, Fate.TRY_AGAIN, nowNanos);
    outbox.answered(77, Fate.DELIVERED, nowNanos);

    assertThat(outbox.messages()).isEqualTo(1);
    assertThat(outbox.resumesAtNanos(nowNanos)).isEmpty();
  }

  private List<Delivery> due() {
    return outbox.due(nowNanos);
  }

  private void advance(Duration by) {
    nowNanos += by.toNanos();
  }

  private void add(String... texts) {
    for (String text : texts) {
      outbox.add(new Letter("alice", "", ByteString.copyFromUtf8(text)), nowNanos);
    }
  }

  private void addMany(int letters, int bytes) {
    for (int i = 0; i < letters; i++) {
      add("x".repeat(bytes));
    }
  }
}
