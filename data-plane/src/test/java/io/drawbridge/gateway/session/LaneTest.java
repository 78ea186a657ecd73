package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.gateway.session.Lane.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private final KeptMessages kept = KeptMessages.wide();
  private final Lane lane = new Lane(1, 1, kept);

  @Test
  void takesNumbersInOrder() {
    take(1, 2, 3);

    assertThat(seqs(lane.openBatch(1_000))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void namesAGapOnceAndIgnoresUntilTheMissingNumberComes() {
    take(1);

    assertThat(lane.receive(3, 1)).isEqualTo(Receipt.GAP);
    assertThat(lane.receive(4, 1)).isEqualTo(Receipt.IGNORE);
    assertThat(lane.next()).isEqualTo(2);

    take(2, 3);
    assertThat(lane.receive(5, 1)).isEqualTo(Receipt.GAP);
  }

  @Test
  void tellsRepeatsOfAcknowledgedFromRepeatsUnderWay() {
    take(1, 2);
    lane.openBatch(1_000);
    accept(1);

    assertThat(lane.receive(1, 1)).isEqualTo(Receipt.ACKED_BEFORE);
    assertThat(lane.receive(2, 1)).isEqualTo(Receipt.IGNORE);
  }

  @Test
  void fillsItsWindowByMessages() {
    for (int seq = 1; seq <= Lane.WINDOW_MESSAGES; seq++) {
      take(seq);
    }

    assertThat(lane.receive(Lane.WINDOW_MESSAGES + 1, 1)).isEqualTo(Receipt.FULL);
    assertThat(lane.receive(Lane.WINDOW_MESSAGES + 2, 1)).isEqualTo(Receipt.IGNORE);
  }

  @Test
  void answersTheNextNumberEachTimeItComesWhileTheWindowIsFull() {
    for (int seq = 1; seq <= Lane.WINDOW_MESSAGES; seq++) {
      take(seq);
    }
    int next = Lane.WINDOW_MESSAGES + 1;

    assertThat(lane.receive(next, 1)).isEqualTo(Receipt.FULL);
    assertThat(lane.receive(next, 1)).isEqualTo(Receipt.FULL);
    assertThat(lane.receive(next + 1, 1)).isEqualTo(Receipt.IGNORE);
  }

  @Test
  void takesOneMessageOfAnySizeWhenEmptyAndNothingBesideIt() {
    assertThat(lane.receive(1, 900_000)).isEqualTo(Receipt.TAKE);
    lane.take(item(1, 900_000));

    assertThat(lane.receive(2, 1)).isEqualTo(Receipt.FULL);

    lane.openBatch(1);
    accept(1);
    assertThat(lane.receive(2, 1)).isEqualTo(Receipt.TAKE);
  }

  @Test
  void keepsOneBatchOpenAtATime() {
    take(1);
    lane.openBatch(1_000);
    take(2);

    assertThat(lane.isReady()).isFalse();

    accept(1);
    assertThat(seqs(lane.openBatch(1_000))).containsExactly(2L);
  }

  @Test
  void cutsABatchAtItsSizeButNeverBelowOneMessage() {
    lane.take(item(1, 600));
    lane.take(item(2, 600));

    assertThat(seqs(lane.openBatch(1_000))).containsExactly(1L);
  }

  @Test
  void acknowledgesVoidsInOrderWithoutSendingThem() {
    take(1);
    lane.take(UpstreamItem.empty(2, 0));
    take(3);
    lane.take(UpstreamItem.empty(4, 0));

    assertThat(seqs(lane.openBatch(1_000))).containsExactly(1L, 3L);

    accept(3);
    assertThat(lane.acked()).isEqualTo(4);
    assertThat(lane.isReady()).isFalse();
  }

  @Test
  void acknowledgesVoidsInFrontAtOnce() {
    lane.take(UpstreamItem.empty(1, 0));

    assertThat(lane.openBatch(1_000)).isEmpty();
    assertThat(lane.acked()).isEqualTo(1);
  }

  @Test
  void refusesEverythingAfterWhatTheBusinessAccepted() {
    take(1, 2, 3);
    lane.openBatch(1_000);
    take(4);
    accept(1);

    assertThat(lane.refuse()).isEqualTo(2);
    assertThat(lane.receive(5, 1)).isEqualTo(Receipt.IGNORE);
    assertThat(lane.receive(2, 1)).isEqualTo(Receipt.TAKE);
  }

  @Test
  void refusesTheNextNumberAloneAndKeepsWhatTheBusinessHas() {
    take(1, 2);
    lane.openBatch(1_000);

    assertThat(lane.refuseNext()).isEqualTo(3);
    assertThat(lane.receive(4, 1)).isEqualTo(Receipt.IGNORE);
    lane.take(UpstreamItem.empty(3, 0));
    assertThat(lane.acknowledgeVoids()).isFalse();

    accept(2);
    assertThat(lane.acked()).isEqualTo(3);
  }

  @Test
  void flagsWhatIsSentAgain() {
    take(1, 2);
    lane.openBatch(1_000);

    lane.reopen();

    assertThat(lane.openBatch(1_000)).allMatch(UpstreamItem::repeat).hasSize(2);
  }

  @Test
  void refusesAnAnswerOutsideItsBatch() {
    take(1, 2);
    lane.openBatch(1_000);
    take(3);

    assertThat(lane.accepted(3, item -> {})).isFalse();
    assertThat(lane.acked()).isZero();
  }

  @Test
  void startsWhereTheClientSays() {
    Lane later = new Lane(1, 100, kept);

    assertThat(later.receive(99, 1)).isEqualTo(Receipt.ACKED_BEFORE);
    assertThat(later.receive(100, 1)).isEqualTo(Receipt.TAKE);
  }

  /** What it has taken goes on to the business; what comes again is told apart by its number. */
  @Test
  void goesOnWithAClientThatHasConnectedAgain() {
    take(1, 2, 3);
    lane.openBatch(1_000);
    accept(1);
    assertThat(lane.receive(9, 1)).isEqualTo(Receipt.GAP);

    lane.goOnFrom(1);

    assertThat(lane.receive(1, 1)).isEqualTo(Receipt.ACKED_BEFORE);
    assertThat(lane.receive(2, 1)).isEqualTo(Receipt.IGNORE);
    assertThat(lane.receive(9, 1)).as("a gap on the new connection").isEqualTo(Receipt.GAP);
    assertThat(seqs(lane.openBatch(1_000))).containsExactly(2L, 3L);
  }

  @Test
  void learnsFromTheClientWhatAnotherGatewayHasAcknowledged() {
    take(1, 2);
    lane.openBatch(1_000);

    lane.goOnFrom(3);

    assertThat(lane.acked()).isEqualTo(2);
    assertThat(lane.next()).isEqualTo(3);
    assertThat(lane.bytes()).isZero();
    assertThat(lane.hasOpenBatch()).isFalse();
  }

  @Test
  void takesNothingWhereAllSessionsKeepAsMuchAsTheyMayAndGoesOnWhenTheyDoNot() {
    KeptMessages full = KeptMessages.share(0, 1, new EnumCounts<>(KeptMessages.Direction.class));
    Lane other = new Lane(2, 1, full);
    Lane empty = new Lane(3, 1, full);
    other.take(item(1, (int) KeptMessages.LEAST_BYTES - KeptMessages.OVERHEAD_BYTES));

    assertThat(empty.receive(1, 0)).isEqualTo(Receipt.NO_ROOM);
    assertThat(empty.receive(2, 0)).as("after the refused one").isEqualTo(Receipt.IGNORE);
    other.openBatch(1_000);
    assertThat(other.accepted(1, item -> {})).isTrue();

    assertThat(empty.receive(1, 0)).isEqualTo(Receipt.TAKE);
  }

  @Test
  void countsWhatItKeepsUntilThatHasLeftItOneWayOrAnother() {
    take(1, 2, 3, 4, 5);
    lane.openBatch(1);
    accept(1);
    assertThat(kept.bytes()).isEqualTo(lane.keptBytes()).isEqualTo(4 * (1 + 128));
    lane.goOnFrom(3);
    assertThat(kept.bytes()).isEqualTo(lane.keptBytes()).isEqualTo(3 * (1 + 128));
    lane.refuse();
    assertThat(kept.bytes()).isZero();

    lane.take(UpstreamItem.empty(3, 0));
    assertThat(kept.bytes()).isEqualTo(128);
    assertThat(lane.acknowledgeVoids()).isTrue();
    assertThat(kept.bytes()).isZero();

    take(4);
    lane.end();
    assertThat(kept.bytes()).isZero();
  }

  private void accept(long seq) {
    assertThat(lane.accepted(seq, item -> {})).isTrue();
  }

  private void take(long... seqs) {
    for (long seq : seqs) {
      assertThat(lane.receive(seq, 1)).isEqualTo(Receipt.TAKE);
      lane.take(item(seq, 1));
    }
  }

  private static UpstreamItem item(long seq, int bytes) {
    return UpstreamItem.message(seq, ByteString.copyFrom(new byte[bytes]), null, false, 0);
  }

  private static List<Long> seqs(List<UpstreamItem> items) {
    List<Long> seqs = new ArrayList<>();
    items.forEach(item -> seqs.add(item.seq()));
    return seqs;
  }
}
