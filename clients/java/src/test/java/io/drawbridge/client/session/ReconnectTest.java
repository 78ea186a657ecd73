package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.wire.CloseReason;
import org.junit.jupiter.api.Test;

class ReconnectTest extends LifecycleFixture {
  @Test
  void dialsThePreviousGatewayFirstAndTheNextOneAfterAFailedDial() {
    HandLink first = live();
    now += SECONDS.toNanos(120);
    lifecycle.lost(first, "reset", now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-1");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("find gw-1");
  }

  @Test
  void dialsThePreviousGatewayOfAnOldListButNoOther() {
    HandLink first = live();
    now += SECONDS.toNanos(7_200);
    lifecycle.lost(first, "reset", now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-1");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("find gw-1");
  }

  @Test
  void goesOnWithTheOldListWhenNobodyTellsAFreshOne() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    for (int i = 0; i < 2; i++) {
      lifecycle.dialFailed(network.attempt, "refused", true, now);
      waitOut();
    }
    assertThat(network.asked()).last().isEqualTo("find ");

    lifecycle.found(network.attempt, LIST, now); // the cached list again
    assertThat(network.asked()).containsExactly("dial gw-1");
  }

  @Test
  void aTokenThatCannotBeHadDoesNotBlameTheGateway() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    network.asked();

    lifecycle.dialFailed(network.attempt, "token: login server is down", false, now);
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-1");
  }

  @Test
  void aConnectionThatFlapsGivesTheNextGatewayItsTurn() {
    HandLink first = live();
    lifecycle.lost(first, "reset", now + SECONDS.toNanos(1));
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void waitsAsLongAsACloseDemands() {
    HandLink link = live();

    close(link, CloseReason.OVERLOADED, 20_000);

    assertThat(lifecycle.nextDueNanos()).isBetween(SECONDS.toNanos(20), SECONDS.toNanos(30));
  }

  @Test
  void givesUpAGatewayThatDoesNotAnswerConnect() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();

    now += SECONDS.toNanos(5);
    lifecycle.work(now);

    assertThat(link.closed).isTrue();
    assertThat(news).last().asString().startsWith("waiting CONNECT_TIMEOUT");
    network.asked();
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");
  }
}
