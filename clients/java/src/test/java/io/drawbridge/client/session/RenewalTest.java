package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import org.junit.jupiter.api.Test;

class RenewalTest extends LifecycleFixture {
  @Test
  void asksForAFreshTokenBeforeTheOldOneEnds() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    received(
        link,
        out ->
            FrameWriter.control(
                out,
                FrameType.CONNECTED,
                Connected.newBuilder()
                    .setAuthenticationEndsInMillis(10_000)
                    .build()
                    .toByteArray()));
    link.written();
    network.asked();

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).containsExactly("renew token");
    lifecycle.freshToken("fresh");

    assertThat(link.written()).containsExactly("AUTH");

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).as("the second token ends too").containsExactly("renew token");
  }
}
