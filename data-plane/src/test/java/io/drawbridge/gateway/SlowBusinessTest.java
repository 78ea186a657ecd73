package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.FrameType;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A business that does not answer costs its own clients a retry, and nothing else. */
@Timeout(30)
final class SlowBusinessTest {
  @TempDir private Path directory;

  @Test
  void isGivenAMessageOnceMoreFlaggedAndThenTheClientIsTold() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice")) {
      gateway.business.behaviour = (identity, messages) -> null;
      client.upstream(1, 1, "one");

      UpstreamNack nack = UpstreamNack.parseFrom(client.expect(FrameType.UPSTREAM_NACK).body());
      assertThat(nack.getReason()).isEqualTo(NackReason.UNAVAILABLE);
      assertThat(nack.getRetryAfterMillis()).isPositive();
      assertThat(gateway.business.delivered)
          .extracting(delivered -> delivered.message().getRepeat())
          .containsExactly(false, true);
    }
  }

  /** The kernel accepts for a process that is stopped. */
  @Test
  void thatAcceptsTheConnectionAndSaysNothingDoesNotKeepMessages() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        TestGateway gateway =
            new TestGateway(directory, FreePort.find(), OptionalInt.of(silent.getLocalPort()));
        RawClient client = gateway.connected("alice")) {
      client.upstream(1, 1, "one");

      UpstreamNack nack = UpstreamNack.parseFrom(client.expect(FrameType.UPSTREAM_NACK).body());
      assertThat(nack.getReason()).isEqualTo(NackReason.UNAVAILABLE);
    }
  }

  @Test
  void isServedAgainAsSoonAsItAnswers() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice")) {
      gateway.business.behaviour = (identity, messages) -> null;
      client.upstream(1, 1, "one");
      client.expect(FrameType.UPSTREAM_NACK);

      gateway.business.behaviour = FakeBusiness.ACCEPT;
      Received answer;
      do { // the breaker may still be open
        client.upstream(1, 1, "one");
        answer = client.next();
      } while (answer.type() == FrameType.UPSTREAM_NACK);

      assertThat(answer.type()).isEqualTo(FrameType.UPSTREAM_ACK);
      assertThat(answer.seq()).isEqualTo(1);
    }
  }
}
