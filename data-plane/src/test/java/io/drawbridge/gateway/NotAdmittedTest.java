package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.LaneState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway whose business says that it can do only the most important things. */
@Timeout(30)
final class NotAdmittedTest {
  /** No cohort of the interactive tier is. */
  private static final int CRITICAL_ONLY = 127;

  private static final String REFUSED = "drawbridge_gateway_not_admitted_total";

  @TempDir private Path directory;

  @Test
  void aRefusedClientIsToldWhatIsAdmittedAndComesBackWhenItIs() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice")) {
      gateway.business.level = CRITICAL_ONLY;
      client.upstream(1, 1, "one");
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);

      client.upstream(1, 2, "two");
      Received refused = client.expect(FrameType.UPSTREAM_NACK);
      UpstreamNack nack = UpstreamNack.parseFrom(refused.body());

      assertThat(refused.seq()).isEqualTo(2);
      assertThat(nack.getReason()).isEqualTo(NackReason.NOT_ADMITTED);
      assertThat(nack.getRetryAfterMillis()).isPositive();
      assertThat(nack.getFinal()).isFalse();
      int state = nack.getState().asReadOnlyByteBuffer().getInt();
      assertThat(LaneState.admits(state, Tier.CRITICAL.getNumber())).isTrue();
      assertThat(LaneState.admits(state, Tier.INTERACTIVE.getNumber())).isFalse();
      assertThat(gateway.metric(REFUSED + "{tier=\"interactive\"}")).isEqualTo(1);
      assertThat(gateway.business.delivered).hasSize(1);

      gateway.business.level = 0;
      Received answer;
      do { // what the business said counts for a second
        client.upstream(1, 2, "two");
        answer = client.next();
      } while (answer.type() == FrameType.UPSTREAM_NACK);
      assertThat(answer.type()).isEqualTo(FrameType.UPSTREAM_ACK);
      assertThat(answer.seq()).isEqualTo(2);
    }
  }
}
