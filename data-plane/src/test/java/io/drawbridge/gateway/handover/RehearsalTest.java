package io.drawbridge.gateway.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.attach.RefusingAttach;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** Every client of it waits for all of its answers, so that one that is lost ends it. */
  @Test
  void allItsClientsAreAnsweredHoweverTheyAreHandedOver() throws Exception {
    long endNanos = System.nanoTime() + Duration.ofMinutes(2).toNanos();

    assertThat(Rehearsal.rehearse(RefusingAttach.create(), 40, 40, endNanos)).isEqualTo(40);
  }

  @Test
  void itEndsWhenItsTimeIsOver() throws Exception {
    assertThat(Rehearsal.rehearse(RefusingAttach.create(), 1, 1, System.nanoTime() - 1)).isZero();
  }
}
