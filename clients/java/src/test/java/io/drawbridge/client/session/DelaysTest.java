package io.drawbridge.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.client.discovery.ConnectHints;
import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The bounds of every delay, seen with a chance that always takes the longest. */
class DelaysTest extends LifecycleFixture {
  private static final EndpointList HINTING =
      new EndpointList(
          "1",
          Duration.ofHours(1),
          List.of(ONE, TWO),
          new ConnectHints(
              Duration.ofSeconds(5),
              Duration.ofSeconds(1),
              Duration.ofSeconds(60),
              Duration.ofSeconds(5)));

  DelaysTest() {
    super(new Longest());
  }

  @Test
  void theFirstIsDrawnOverTheHintedWindowAndTheOthersDouble() {
    HandLink link = up();
    lifecycle.lost(link, "reset", now);

    assertThat(delayMillis()).isEqualTo(5_000);
    for (long millis : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
      fail();
      assertThat(delayMillis()).isEqualTo(millis);
    }
  }

  @Test
  void onlyAHealthyMinuteStartsTheRowAgain() {
    HandLink first = up();
    lifecycle.lost(first, "reset", now);
    fail();
    fail();
    HandLink second = redial();
    connected(second);

    now += Backoff.HEALTHY_NANOS - 1;
    lifecycle.lost(second, "reset", now);
    assertThat(delayMillis()).isEqualTo(4_000);

    HandLink third = redial();
    connected(third);
    now += Backoff.HEALTHY_NANOS;
    lifecycle.lost(third, "reset", now);
    assertThat(delayMillis()).isEqualTo(5_000);
  }

  @Test
  void aCloseThatDemandsADelayGetsOneAndAHalfTimesAsMuchAtMost() {
    HandLink link = up();

    close(link, CloseReason.OVERLOADED, 20_000);

    assertThat(delayMillis()).isEqualTo(30_000);
  }

  @Test
  void aCloseThatDemandsLessThanTheRowIsNotFollowedSooner() {
    HandLink link = up();

    close(link, CloseReason.OVERLOADED, 1_000);

    assertThat(delayMillis()).isEqualTo(5_000);
  }

  @Test
  void aGoAwayIsFollowedWithinItsWindow() {
    goAway(healthy(), moveTo("gw-2", "127.1.1.2").setReconnectWindowMillis(8_000));

    assertThat(delayMillis()).isEqualTo(8_000);
  }

  @Test
  void aGoAwayIsFollowedBeforeTheGatewayCloses() {
    goAway(
        healthy(),
        moveTo("gw-2", "127.1.1.2").setReconnectWindowMillis(8_000).setCloseInMillis(3_000));

    assertThat(delayMillis()).isEqualTo(3_000);
  }

  @Test
  void aGatewayThatSendsOnAtOnceSlowsItsClientsDown() {
    goAway(up(), moveTo("gw-2", "127.1.1.2"));

    assertThat(delayMillis()).isEqualTo(5_000);
  }

  @Test
  void aConnectTurnedAwayWaitsForTheRowAndTheWindow() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, HINTING, now);
    goAway(dialed(), moveTo("gw-2", "127.1.1.2").setReconnectWindowMillis(1_000));
    assertThat(delayMillis()).isEqualTo(5_000);

    goAway(redial(), moveTo("gw-1", "127.1.1.1").setReconnectWindowMillis(9_000));
    assertThat(delayMillis()).isEqualTo(9_000);
  }

  private HandLink up() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, HINTING, now);
    HandLink link = dialed();
    connected(link);
    return link;
  }

  private HandLink healthy() {
    HandLink link = up();
    now += Duration.ofSeconds(10).toNanos();
    return link;
  }

  /** Waits the delay out; then nobody answers. */
  private void fail() {
    waitOut();
    if (network.asked().toString().contains("find")) {
      lifecycle.found(network.attempt, HINTING, now);
    }
    lifecycle.dialFailed(network.attempt, "refused", true, now);
  }

  private long delayMillis() {
    return Math.round((lifecycle.nextDueNanos() - now) / 1e6);
  }

  /** Always the end of the range. */
  private static final class Longest implements RandomGenerator {
    @Override
    public long nextLong() {
      return -1; // all bits: the highest of any range
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }

    @Override
    public double nextDouble(double origin, double bound) {
      return Math.nextDown(bound);
    }
  }
}
