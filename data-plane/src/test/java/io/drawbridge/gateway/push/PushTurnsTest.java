package io.drawbridge.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.push.PushTurns.Part;
import io.drawbridge.gateway.push.PushTurns.Place;
import io.drawbridge.gateway.session.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PushTurnsTest {
  private static final UserKey ALICE = new UserKey("default", "alice");

  private long nowNanos;
  private final PushTurns turns = new PushTurns(() -> nowNanos);
  private final List<String> gone = new ArrayList<>();

  @Test
  void nobodyWaitsWhileNothingMoves() {
    for (int i = 1; i <= 3; i++) {
      go(enter(), i + " by a", "a");
    }

    assertThat(gone).containsExactly("1 by a", "2 by a", "3 by a");
  }

  @Test
  void anotherWayWaitsForAllBefore() {
    Place first = enter();
    Place second = enter();
    Place third = enter();
    Place fourth = enter();
    go(first, "1 by a", "a");
    go(second, "2 by a", "a");
    go(third, "3 by b", "b");
    go(fourth, "4 by a", "a");

    second.leave();
    assertThat(gone).containsExactly("1 by a", "2 by a");

    first.leave();
    assertThat(gone).containsExactly("1 by a", "2 by a", "3 by b");

    third.leave();
    assertThat(gone).endsWith("4 by a");
  }

  @Test
  void thoseBehindGoAlongWhenTheyGoTheSameWay() {
    Place first = enter();
    go(first, "1 by a", "a");
    go(enter(), "2 by b", "b");
    go(enter(), "3 by b", "b");

    first.leave();

    assertThat(gone).containsExactly("1 by a", "2 by b", "3 by b");
  }

  @Test
  void partsOfTheWayAreIndependent() {
    Place first = enter();
    Place second = enter();
    first.go(Part.REGION, "a", () -> gone.add("1 in the region"), this::refused);
    second.go(Part.REGION, "b", () -> gone.add("2 in the region"), this::refused);
    second.go(Part.HOME, "h", () -> gone.add("2 at home"), this::refused);

    assertThat(gone).containsExactly("1 in the region");

    first.leave();
    assertThat(gone).contains("2 in the region", "2 at home");
  }

  @Test
  void aPushDoesNotOutwaitItsDeadline() {
    Place first = enter();
    Place second = turns.enter(ALICE, 10);
    go(first, "1 by a", "a");
    go(second, "2 by b", "b");
    nowNanos = 11;

    first.leave();

    assertThat(gone).containsExactly("1 by a", "EXPIRED");
  }

  @Test
  void refusesBeyondItsBound() {
    go(enter(), "1 by a", "a");
    for (int i = 0; i < PushTurns.MAX_HELD; i++) {
      go(enter(), "more by b", "b");
    }
    go(enter(), "too many by b", "b");

    assertThat(gone).containsExactly("1 by a", "UNAVAILABLE");
  }

  @Test
  void forgetsUsersWithoutPushes() {
    Place only = enter();
    go(only, "1 by a", "a");
    only.leave();

    assertThat(turns.size()).isZero();
  }

  /** Answers come on other threads than pushes; ways change all the time. */
  @Test
  void keepsTheOrderUnderConcurrentAnswers() throws Exception {
    int pushes = 20_000;
    AtomicInteger expected = new AtomicInteger();
    AtomicInteger outOfOrder = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(pushes);
    for (int i = 0; i < pushes; i++) {
      int number = i;
      Place place = enter();
      place.go(
          Part.REGION,
          ThreadLocalRandom.current().nextInt(3),
          () -> {
            if (expected.getAndIncrement() != number) {
              outOfOrder.incrementAndGet();
            }
            Thread.startVirtualThread(() -> {
              place.leave();
              answered.countDown();
            });
          },
          (outcome, text) -> {
            expected.incrementAndGet();
            place.leave();
            answered.countDown();
          });
      while (turns.heldBy(ALICE) > PushTurns.MAX_HELD / 2) {
        Thread.onSpinWait();
      }
    }
    answered.await();

    assertThat(outOfOrder).hasValue(0);
    assertThat(turns.size()).isZero();
  }

  private Place enter() {
    return turns.enter(ALICE, Long.MAX_VALUE);
  }

  private void go(Place place, String name, Object way) {
    place.go(Part.REGION, way, () -> gone.add(name), this::refused);
  }

  private void refused(Object outcome, String text) {
    gone.add(outcome.toString());
  }
}
