package io.drawbridge.examples.chat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recipient behind a network that loses copies, loses answers of copies that arrived, answers in
 * any order, and goes away for a while. Each seed is one schedule in handed-in time.
 */
class OutboxFaultsTest {
  private static final int LETTERS = 2_000;
  private static final int MAX_STEPS = 1_000_000;
  private static final long STEP_NANOS = 1_000_000;

  private record InFlight(Delivery copy, Fate fate) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyLetterArrivesOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    Outbox outbox = new Outbox("bob", seed, 0);
    Receiver bob = new Receiver();
    List<InFlight> inFlight = new ArrayList<>();
    int posted = 0;
    long nowNanos = 0;

    for (int step = 0; step < MAX_STEPS && bob.texts.size() < LETTERS; step++) {
      nowNanos += STEP_NANOS;
      boolean offline = step / 5_000 % 3 == 1;
      if (posted < LETTERS && random.nextInt(3) > 0) {
        ByteString text = ByteString.copyFromUtf8(Integer.toString(posted++));
        outbox.add(new Letter("alice", "", text), nowNanos);
      }
      for (Delivery copy : outbox.due(nowNanos)) {
        inFlight.add(new InFlight(copy, push(copy, bob, offline, random)));
      }
      assertThat(inFlight).hasSizeLessThanOrEqualTo(Outbox.WINDOW_MESSAGES);
      assertThat(bob.held()).isLessThan(Outbox.WINDOW_MESSAGES);
      while (!inFlight.isEmpty() && random.nextBoolean()) {
        InFlight answered = inFlight.remove(random.nextInt(inFlight.size())); // in any order
        outbox.answered(answered.copy().number(), answered.fate(), nowNanos);
      }
    }

    assertThat(bob.texts)
        .as("seed %d", seed)
        .isEqualTo(IntStream.range(0, LETTERS).mapToObj(Integer::toString).toList());
  }

  private static Fate push(Delivery copy, Receiver bob, boolean offline, Random random) {
    if (offline || random.nextInt(10) == 0) {
      return offline ? Fate.TRY_AGAIN : Fate.TRY_AGAIN_SOON; // it never arrived
    }
    bob.receive(copy);
    return random.nextInt(20) == 0 ? Fate.TRY_AGAIN : Fate.DELIVERED; // the answer is lost
  }
}
