package io.drawbridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.wire.LaneState;
import io.drawbridge.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final LaneLimits WIDE = new LaneLimits(128, 256 << 10, 1 << 20);
  private static final byte[] BODY = {1};

  private final Lanes lanes = new Lanes(new SplittableRandom(7));
  private final List<Refusal> refusals = new ArrayList<>();

  @Test
  void sendsNothingBeforeConnected() {
    offer(1, 1);

    assertThat(lanes.poll(0)).isNull();
    lanes.connected(WIDE, Map.of());
    assertThat(lanes.poll(0)).hasToString("1/1 1 bytes");
  }

  @Test
  void lanesTakeTurns() {
    offer(1, 3);
    offer(2, 1);
    lanes.connected(WIDE, Map.of());

    assertThat(sendAll()).containsExactly("2/1", "1/1", "1/2", "1/3");
  }

  @Test
  void listsEveryLaneWithItsFirstUnacknowledgedNumber() throws Exception {
    offer(1, 3);
    offer(9, 1);
    lanes.connected(WIDE, Map.of());
    sendAll();
    lanes.acknowledged(1, 2);
    lanes.acknowledged(9, 1);

    assertThat(lanes.starts())
        .extracting(start -> start.getService() + " from " + start.getNextSeq())
        .containsExactly("1 from 3", "9 from 2");
  }

  @Test
  void pausedLanesSendNothingButTakeAnswers() throws Exception {
    offer(1, 2);
    lanes.connected(new LaneLimits(1, 10, 10), Map.of());
    sendAll();
    lanes.pause(true);

    lanes.acknowledged(1, 1);

    assertThat(lanes.poll(0)).isNull();
    assertThat(lanes.isSettled()).isTrue();
    lanes.pause(false);
    assertThat(sendAll()).containsExactly("1/2");
  }

  @Test
  void aTierThatIsNotAdmittedStopsItsLanesOnly() {
    offer(1, 3);
    offer(2, 3);
    lanes.connected(WIDE, Map.of(1, Tier.INTERACTIVE, 2, Tier.BACKGROUND));

    lanes.state(LaneState.of(0b0111, 0));

    assertThat(sendAll()).containsExactlyInAnyOrder("1/1", "1/2", "1/3", "2/1");
  }

  @Test
  void anAnswerInALaneThatWasNeverUsedIsAViolation() {
    assertThatThrownBy(() -> lanes.acknowledged(5, 0))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining("lane 5");
  }

  @Test
  void refusesOneLaneMoreThanTheProtocolAllows() {
    for (int service = 1; service <= Lanes.MAX_LANES + 1; service++) {
      offer(service, 1);
    }

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).text())
        .isEqualTo("service 65 is one more than 64 (expected: <= 64)");
  }

  private void offer(int service, int times) {
    for (int i = 0; i < times; i++) {
      lanes.offer(service, BODY, new Ignored());
    }
  }

  private List<String> sendAll() {
    List<String> sent = new ArrayList<>();
    for (Upstream next = lanes.poll(0); next != null; next = lanes.poll(0)) {
      sent.add(next.toString().replace(" 1 bytes", ""));
    }
    return sent;
  }

  private final class Ignored implements Outcome {
    @Override
    public void acknowledged(long seq) {}

    @Override
    public void refused(Refusal refusal, boolean mayBeTaken) {
      refusals.add(refusal);
    }

    @Override
    public void abandoned(boolean mayBeTaken) {}
  }
}
