package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.Service;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.LaneState;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the gateway says in the states of PONG, UPSTREAM_ACK and UPSTREAM_NACK. */
class StatesTest extends LifecycleFixture {
  private static final int ALL = 0xf;
  private static final int NOT_STANDARD = 0x3;
  private static final int NO_NEWS = 0;
  private static final int NEVER_MILLIS = -1; // 49 days

  @Test
  void aPongChangesTheHeartbeat() {
    HandLink link = connectedWithTiers(60);

    received(link, out -> FrameWriter.pong(out, LaneState.of(ALL, 240)));
    assertPingsAfter(link, 192);

    received(link, out -> FrameWriter.pong(out, LaneState.of(ALL, 10)));
    assertPingsAfter(link, 8);
  }

  @Test
  void anAckAndANackChangeTheHeartbeat() {
    HandLink link = connectedWithTiers(60);
    offer(2);
    received(link, out -> FrameWriter.upstreamAck(out, 1, 1, LaneState.of(ALL, 20)));
    received(link, out -> FrameWriter.upstreamAck(out, 1, 2));
    assertPingsAfter(link, 16);

    offer(1);
    received(link, out -> FrameWriter.upstreamNack(out, 1, 3, refusal(ALL, 8, NEVER_MILLIS)));
    assertPingsAfter(link, 6.4);
  }

  @Test
  void aStateWithoutAHeartbeatChangesNone() {
    HandLink link = connectedWithTiers(60);

    received(link, out -> FrameWriter.pong(out, LaneState.of(ALL, NO_NEWS)));

    assertPingsAfter(link, 48);
  }

  @Test
  void staysBelowTheGatewaysDeadlineWhateverIntervalsItTells() {
    SplittableRandom random = new SplittableRandom(3);
    HandLink link = connectedWithTiers(60);
    long longestSeconds = 60;
    long writtenNanos = now;
    for (int i = 0; i < 1_000; i++) {
      int seconds = random.nextInt(1, 300);
      long untilNanos = now + random.nextLong(SECONDS.toNanos(90));
      longestSeconds = Math.max(longestSeconds, seconds);
      received(link, out -> FrameWriter.pong(out, LaneState.of(ALL, seconds)));
      while (now <= untilNanos) {
        if (link.written().contains("PING")) {
          long deadlineNanos = SECONDS.toNanos(longestSeconds) * 3 / 2 + SECONDS.toNanos(5);
          assertThat(now - writtenNanos).isLessThan(deadlineNanos);
          writtenNanos = now;
          received(link, out -> FrameWriter.empty(out, FrameType.PONG));
        }
        waitOut();
      }
    }
    assertThat(link.closed).isFalse();
  }

  @Test
  void aLaneThatIsNotAdmittedWaitsAndOneMessageASecondProbes() {
    HandLink link = connectedWithTiers(60);
    received(link, out -> FrameWriter.pong(out, LaneState.of(NOT_STANDARD, NO_NEWS)));
    link.written();

    offer(3);
    assertThat(link.written()).containsExactly("UPSTREAM 1/1");
    now += MILLISECONDS.toNanos(999);
    lifecycle.work(now);
    assertThat(link.written()).isEmpty();
    now += MILLISECONDS.toNanos(1);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("UPSTREAM 1/2");

    received(link, out -> FrameWriter.upstreamAck(out, 1, 2, LaneState.of(ALL, NO_NEWS)));
    assertThat(link.written()).containsExactly("UPSTREAM 1/3");
  }

  @Test
  void aNackThatDoesNotAdmitStopsItsLaneOnly() {
    HandLink link = connectedWithTiers(60);
    offer(2);
    link.written();

    received(link, out -> FrameWriter.upstreamNack(out, 1, 1, refusal(NOT_STANDARD, NO_NEWS, 0)));
    lanes.offer(2, new byte[1], new Ignored());
    now += SECONDS.toNanos(1);
    lifecycle.work(now);

    assertThat(link.written()).containsExactlyInAnyOrder("UPSTREAM 1/1 again", "UPSTREAM 2/1");
  }

  private HandLink connectedWithTiers(int heartbeatSeconds) {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    connected(
        link,
        Connected.newBuilder()
            .setHeartbeatMillis(heartbeatSeconds * 1_000)
            .addServices(Service.newBuilder().setService(1).setTier(Tier.STANDARD))
            .addServices(Service.newBuilder().setService(2).setTier(Tier.INTERACTIVE))
            .build());
    link.written();
    return link;
  }

  private void assertPingsAfter(HandLink link, double seconds) {
    link.written();
    assertThat(lifecycle.nextDueNanos() - now).isEqualTo((long) (seconds * 1e9));
    waitOut();
    assertThat(link.written()).contains("PING");
    received(link, out -> FrameWriter.empty(out, FrameType.PONG));
  }

  private static byte[] refusal(int admitted, int heartbeatSeconds, int retryMillis) {
    byte[] state = ByteBuffer.allocate(4).putInt(LaneState.of(admitted, heartbeatSeconds)).array();
    return UpstreamNack.newBuilder()
        .setReason(NackReason.NOT_ADMITTED)
        .setRetryAfterMillis(retryMillis)
        .setState(ByteString.copyFrom(state))
        .build()
        .toByteArray();
  }
}
