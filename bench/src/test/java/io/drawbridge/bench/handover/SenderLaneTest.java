package io.drawbridge.bench.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SenderLaneTest {
  private final SenderLane lane = new SenderLane();
  private final List<Long> acknowledged = new ArrayList<>();

  @Test
  void anAckIsOfAllBeforeItAndOfNothingTwice() {
    due(10, 20, 30);
    assertThat(written()).containsExactly(1L, 2L, 3L);

    lane.acknowledged(2, acknowledged::add);
    lane.acknowledged(2, acknowledged::add);
    assertThat(acknowledged).containsExactly(10L, 20L);

    lane.acknowledged(9, acknowledged::add);
    assertThat(acknowledged).containsExactly(10L, 20L, 30L);
    assertThat(lane.acknowledged()).isEqualTo(3);
  }

  @Test
  void whatIsRefusedGoesAgainWithWhatIsBehindIt() {
    due(10, 20, 30);
    assertThat(written()).containsExactly(1L, 2L, 3L);

    lane.refused(2, acknowledged::add);
    due(40);
    assertThat(acknowledged).containsExactly(10L);
    assertThat(written()).isEmpty();

    lane.resume();
    assertThat(lane.nextWasWritten()).isTrue();
    assertThat(written()).containsExactly(2L, 3L, 4L);
    assertThat(lane.nextWasWritten()).isFalse();
  }

  @Test
  void thereIsNoRoomBeyondTheWindow() {
    for (int i = 0; i < SenderLane.WINDOW; i++) {
      assertThat(lane.due(i)).isTrue();
    }
    assertThat(lane.due(0)).isFalse();
    var _ = written();

    lane.acknowledged(1, acknowledged::add);

    assertThat(lane.due(0)).isTrue();
    assertThat(lane.sent()).isEqualTo(SenderLane.WINDOW + 1);
  }

  @Test
  void repliesAreOnceAndInOrder() {
    due(10, 20, 30, 40);
    var _ = written();
    lane.acknowledged(4, acknowledged::add);

    lane.replied(1);
    lane.replied(1); // again
    lane.replied(3); // 2 is passed over
    lane.replied(2); // and too late
    lane.replied(5); // of nothing that was sent

    assertThat(lane.repliesDoubled()).isEqualTo(3);
    assertThat(lane.repliesLost()).isEqualTo(2); // 2 and 4
    assertThat(lane.isAtRest()).isFalse();
    lane.replied(4);
    assertThat(lane.repliesLost()).isEqualTo(1);
    assertThat(lane.isAtRest()).isTrue();
  }

  private void due(long... nanos) {
    for (long each : nanos) {
      assertThat(lane.due(each)).isTrue();
    }
  }

  private List<Long> written() {
    List<Long> written = new ArrayList<>();
    for (long seq = lane.next(); seq > 0; seq = lane.next()) {
      written.add(seq);
    }
    return written;
  }
}
