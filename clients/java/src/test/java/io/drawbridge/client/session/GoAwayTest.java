package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.wire.FrameWriter;
import org.junit.jupiter.api.Test;

class GoAwayTest extends LifecycleFixture {
  @Test
  void followsGoAwayToATrustedTargetAfterSettling() {
    HandLink old = live();
    offer(1);
    old.written();

    goAway(old, 2_000, "gw-2", "127.1.1.2");
    assertThat(lifecycle.nextDueNanos()).isLessThan(now + SECONDS.toNanos(2));
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");

    HandLink next = dialed();
    offer(1);
    assertThat(next.written()).isEmpty(); // the first message still waits for its answer
    assertThat(old.written()).isEmpty(); // and nothing new goes the old way

    received(old, out -> FrameWriter.upstreamAck(out, 1, 1));
    assertThat(old.written()).containsExactly("CLOSE 3011");
    assertThat(old.closed).isTrue();
    assertThat(next.written()).containsExactly("CONNECT 2");
    connected(next);
    assertThat(next.written()).containsExactly("UPSTREAM 1/2");
    assertThat(news).last().isEqualTo("connected gw-2");
  }

  @Test
  void doesNotFollowATargetThatIpconfigNeverListed() {
    HandLink old = live();

    goAway(old, 0, "gw-9", "203.0.113.66");
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void waitsForOpenAnswersOneSecondAtMostBeforeItMoves() {
    HandLink old = live();
    offer(1);
    goAway(old, 0, "gw-2", "127.1.1.2");
    waitOut();
    HandLink next = dialed();

    now += SECONDS.toNanos(1);
    lifecycle.work(now);
    connected(next);

    assertThat(next.written()).containsExactly("CONNECT 2", "UPSTREAM 1/1 again");
  }

  @Test
  void usesTheNewConnectionAtOnceWhenTheOldOneEndsMeanwhile() {
    HandLink old = live();
    offer(1);
    goAway(old, 0, "gw-2", "127.1.1.2");
    waitOut();
    HandLink next = dialed();

    lifecycle.lost(old, "reset", now);

    assertThat(next.written()).containsExactly("CONNECT 2");
  }

  @Test
  void aConnectThatIsTurnedAwayGoesElsewhere() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    network.asked();

    goAway(link, 1_000, "gw-2", "127.1.1.2");
    assertThat(link.closed).isTrue();
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }
}
