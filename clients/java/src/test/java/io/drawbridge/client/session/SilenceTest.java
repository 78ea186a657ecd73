package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import org.junit.jupiter.api.Test;

class SilenceTest extends LifecycleFixture {
  @Test
  void pingsBeforeTheIntervalAndGivesUpASilentGateway() {
    HandLink link = live();
    link.written();

    now += SECONDS.toNanos(24);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    received(link, out -> FrameWriter.empty(out, FrameType.PONG));
    now += SECONDS.toNanos(24);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    now += SECONDS.toNanos(10);
    lifecycle.work(now);
    assertThat(link.closed).isTrue();
    assertThat(news).last().asString().startsWith("waiting HEARTBEAT_TIMEOUT");
  }

  @Test
  void asksASilentGatewayEarlyWhileMessagesWaitForTheirAnswer() {
    HandLink link = live();
    offer(1);
    link.written();

    now += SECONDS.toNanos(10);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    now += SECONDS.toNanos(9);
    received(link, out -> FrameWriter.empty(out, FrameType.PONG)); // slow, but alive
    now += SECONDS.toNanos(9);
    lifecycle.work(now);
    assertThat(link.closed).isFalse();
  }
}
