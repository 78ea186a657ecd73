package io.drawbridge.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepartureTest {
  private static final int TICKS_PER_SECOND = 1_000 / Departure.TICK_MILLIS;

  private final Hall hall = new Hall();

  @Test
  void asksEvenlyOverItsTime() {
    hall.enter(100);
    Departure<Integer> departure = departure(2, 10);

    ticks(departure, TICKS_PER_SECOND);
    assertThat(hall.asked).hasSize(50);
    ticks(departure, TICKS_PER_SECOND);
    assertThat(hall.asked).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void asksFewNoFasterThanMany() {
    hall.enter(3);
    Departure<Integer> departure = departure(3, 10);

    ticks(departure, 1);
    assertThat(hall.asked).hasSize(1);
    ticks(departure, TICKS_PER_SECOND);
    assertThat(hall.asked).hasSize(2);
  }

  @Test
  void isOverAsSoonAsNobodyIsLeft() {
    hall.enter(5);
    hall.obedient = true;
    Departure<Integer> departure = departure(1, 10);

    ticks(departure, 16); // the fifth is told in the 17th of 20
    assertThat(departure.isOver()).isFalse();
    ticks(departure, 1);

    assertThat(departure.isOver()).isTrue();
    assertThat(departure.progress().getTold()).isEqualTo(5);
    assertThat(departure.progress().getLeft()).isZero();
  }

  @Test
  void withNobodyItIsOverAtOnce() {
    assertThat(departure(60, 60).tick()).isFalse();
  }

  @Test
  void waitsNoLongerThanItsTime() {
    hall.enter(3);
    Departure<Integer> departure = departure(1, 2);

    ticks(departure, 3 * TICKS_PER_SECOND - 1);
    assertThat(departure.isOver()).isFalse();
    ticks(departure, 1);

    assertThat(departure.isOver()).isTrue();
    assertThat(departure.progress().getLeft()).isEqualTo(3);
    assertThat(departure.progress().getEtaMillis()).isZero();
  }

  @Test
  void asksThoseTooWhoCameMeanwhile() {
    hall.enter(2);
    Departure<Integer> departure = departure(1, 5);
    ticks(departure, TICKS_PER_SECOND);

    hall.enter(1);
    ticks(departure, 2);

    assertThat(hall.asked).hasSize(3);
    assertThat(departure.progress().getTotal()).isEqualTo(3);
  }

  @Test
  void asksAgainWhomItCouldNotTell() {
    hall.enter(1);
    hall.deaf = true;
    Departure<Integer> departure = departure(1, 5);
    ticks(departure, TICKS_PER_SECOND);
    assertThat(departure.progress().getTold()).isZero();

    hall.deaf = false;
    ticks(departure, 1);

    assertThat(departure.progress().getTold()).isEqualTo(1);
  }

  @Test
  void waitsForSessionsWhoseClientsAreAway() {
    hall.detached = 1;
    Departure<Integer> departure = departure(1, 5);
    ticks(departure, TICKS_PER_SECOND);
    assertThat(departure.isOver()).isFalse();

    hall.detached = 0;
    ticks(departure, 1);

    assertThat(departure.isOver()).isTrue();
  }

  @Test
  void ofSomeAsksNoMore() {
    hall.enter(10);
    Departure<Integer> departure =
        Departure.of(4, hall, Duration.ofSeconds(1), Duration.ofSeconds(1));

    ticks(departure, TICKS_PER_SECOND);
    hall.present.removeAll(hall.asked);
    ticks(departure, 1);

    assertThat(hall.asked).hasSize(4);
    assertThat(departure.isOver()).isTrue();
    assertThat(departure.progress().getTotal()).isEqualTo(4);
  }

  @Test
  void stopsAsking() {
    hall.enter(100);
    Departure<Integer> departure = departure(10, 10);
    ticks(departure, TICKS_PER_SECOND);
    int before = hall.asked.size();

    departure.stop();
    ticks(departure, TICKS_PER_SECOND);

    assertThat(departure.isOver()).isTrue();
    assertThat(hall.asked).hasSize(before);
  }

  @Test
  void looksSeldomAtMany() {
    hall.enter(Departure.FEW + 1);
    Departure<Integer> departure = departure(60, 60);
    int before = hall.looks;

    ticks(departure, 10 * Departure.LOOK_EVERY_TICKS);

    assertThat(hall.looks - before).isEqualTo(10);
  }

  private Departure<Integer> departure(int seconds, int lingerSeconds) {
    return Departure.ofAll(hall, Duration.ofSeconds(seconds), Duration.ofSeconds(lingerSeconds));
  }

  private static void ticks(Departure<Integer> departure, int count) {
    for (int i = 0; i < count; i++) {
      departure.tick();
    }
  }

  /** Numbered clients. */
  private static final class Hall implements Crowd<Integer> {
    private final List<Integer> present = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private int entered;
    private int looks;
    private int detached;
    private boolean obedient;
    private boolean deaf;

    void enter(int clients) {
      IntStream.range(entered, entered + clients).forEach(present::add);
      entered += clients;
    }

    @Override
    public List<Integer> present() {
      looks++;
      return List.copyOf(present);
    }

    @Override
    public boolean isPresent(Integer client) {
      return present.contains(client);
    }

    @Override
    public boolean ask(Integer client) {
      if (deaf) {
        return false;
      }
      asked.add(client);
      if (obedient) {
        var _ = present.removeIf(client::equals);
      }
      return true;
    }

    @Override
    public int detached() {
      return detached;
    }
  }
}
