package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushesTest extends LifecycleFixture {
  @Test
  void acknowledgesPushesWithin200MillisecondsOrWithThe32nd() {
    HandLink link = live();
    link.written();

    push(link, 1, 11);
    assertThat(link.written()).isEmpty();
    assertThat(lifecycle.nextDueNanos()).isEqualTo(now + MILLISECONDS.toNanos(200));
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 1");

    for (int seq = 2; seq <= 33; seq++) {
      push(link, seq, 100 + seq);
    }
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 33");
  }

  @Test
  void dropsARepeatedPushButAcknowledgesIt() {
    HandLink link = live();
    link.written();

    push(link, 1, 7);
    push(link, 2, 7);
    push(link, 0, 7);
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 2");
  }

  @Test
  void remembersPushesOverConnectionsAndCountsNumbersAnew() {
    HandLink first = live();
    push(first, 1, 7);
    lifecycle.lost(first, "reset", now);
    HandLink second = redial();
    connected(second);

    push(second, 1, 7);
    push(second, 2, 8);

    assertThat(pushes).containsExactly(7L, 8L);
  }

  @Test
  void doesNotAcknowledgeWhatIsNotToBeAcknowledged() {
    HandLink link = live();
    link.written();

    push(link, 0, 7);
    now += SECONDS.toNanos(1);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).isEmpty();
  }

  @Test
  void holdsAcknowledgementsBackWhileTheApplicationHasNoRoom() {
    HandLink link = live();
    link.written();
    pushRoom = false;

    push(link, 1, 7);
    push(link, 0, 8);
    now += SECONDS.toNanos(1);
    lifecycle.work(now);
    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).isEmpty();

    pushRoom = true;
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 1");
  }
}
