package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifecycleTest extends LifecycleFixture {
  @Test
  void asksForGatewaysThenDialsTheFirstThenConnects() {
    lifecycle.start(now);
    assertThat(network.asked()).containsExactly("find ");

    lifecycle.found(network.attempt, LIST, now);
    assertThat(network.asked()).containsExactly("dial gw-1");

    HandLink link = dialed();
    assertThat(link.written()).containsExactly("CONNECT 1");
    assertThat(link.connects.get(0).getDevice()).isEqualTo("phone");
    assertThat(link.connects.get(0).getEpoch()).isEqualTo(42);
    assertThat(link.connects.get(0).getToken()).isEqualTo("token");

    connected(link);
    assertThat(news).containsExactly("connecting", "connected gw-1");
  }

  @Test
  void sendsEverythingUnacknowledgedAgainOnTheNextConnection() {
    HandLink first = live();
    offer(3);
    assertThat(first.written())
        .containsExactly("CONNECT 1", "UPSTREAM 1/1", "UPSTREAM 1/2", "UPSTREAM 1/3");
    received(first, out -> FrameWriter.upstreamAck(out, 1, 1));

    lifecycle.lost(first, "reset", now);
    HandLink second = redial();
    connected(second);

    assertThat(second.written())
        .containsExactly("CONNECT 2", "UPSTREAM 1/2 again", "UPSTREAM 1/3 again");
    assertThat(second.connects.get(0).getLanes(0).getNextSeq()).isEqualTo(2);
  }

  @Test
  void closeCodesBelow3500ReconnectAndThoseAboveAreFinal() {
    HandLink first = live();
    offer(1);
    close(first, CloseReason.TOKEN_EXPIRED, 0);
    assertThat(news).last().asString().startsWith("waiting");

    HandLink second = redial();
    connected(second);
    close(second, CloseReason.REVOKED, 0);

    assertThat(news).last().isEqualTo("closed 3507");
    assertThat(lifecycle.isClosed()).isTrue();
    assertThat(lanes.isEmpty()).isTrue();
    assertThat(lifecycle.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void answersAViolationWithCloseAndDialsAgain() {
    HandLink link = live();
    link.written();

    received(link, out -> FrameWriter.upstreamAck(out, 9, 5));

    assertThat(link.written()).containsExactly("CLOSE 3500");
    assertThat(news).last().asString().startsWith("waiting PROTOCOL: answer in lane 9");
  }

  @Test
  void tellsTheTransportTheCodeOfEveryEnd() {
    HandLink first = live();
    close(first, CloseReason.MOVED, 0);
    assertThat(first.closedWith).isEqualTo(3008);

    HandLink second = redial();
    connected(second);
    received(second, out -> FrameWriter.upstreamAck(out, 9, 5));
    assertThat(second.closedWith).isEqualTo(3500);

    HandLink third = redial();
    connected(third);
    lifecycle.close(Duration.ZERO, now);
    assertThat(third.closedWith).isEqualTo(3508);
  }

  @Test
  void aTransportClosedWithACodeCountsAsCloseWithThatCode() {
    HandLink first = live();
    lifecycle.closed(first, CloseReason.SHUTDOWN.code(), "stopping", now);
    assertThat(news).last().isEqualTo("waiting SHUTDOWN: stopping");

    HandLink second = redial();
    connected(second);
    lifecycle.closed(second, CloseReason.REVOKED.code(), "", now);
    assertThat(news).last().isEqualTo("closed 3507");
  }

  @Test
  void closeWaitsForAcknowledgements() {
    HandLink link = live();
    offer(2);
    link.written();

    lifecycle.close(Duration.ofSeconds(5), now);
    assertThat(lifecycle.isClosed()).isFalse();

    received(link, out -> FrameWriter.upstreamAck(out, 1, 2));
    assertThat(lifecycle.isClosed()).isTrue();
    assertThat(link.written()).containsExactly("CLOSE 3508");
    assertThat(news).last().isEqualTo("closed 3508");
  }

  @Test
  void closeIsBoundedInTime() {
    live();
    offer(2);

    lifecycle.close(Duration.ofSeconds(5), now);
    assertThat(lifecycle.nextDueNanos()).isEqualTo(now + SECONDS.toNanos(5));
    now += SECONDS.toNanos(5);
    lifecycle.work(now);

    assertThat(news).last().isEqualTo("closed 3508");
  }

  @Test
  void ignoresAnswersToQuestionsItHasGivenUp() {
    lifecycle.start(now);
    int stale = network.attempt;
    lifecycle.close(Duration.ZERO, now);

    lifecycle.found(stale, LIST, now);
    HandLink late = new HandLink();
    lifecycle.dialed(stale, late, "token", now);

    assertThat(late.closed).isTrue();
    assertThat(network.asked()).containsExactly("find ");
  }
}
