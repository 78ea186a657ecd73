package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.gateway.session.RecentPushIds.Known;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.wire.PushId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DownstreamWindowTest {
  private final KeptMessages kept = KeptMessages.wide();
  private final DownstreamWindow window = new DownstreamWindow(kept);
  private final List<String> told = new ArrayList<>();

  @Test
  void deliversWhatTheClientAcknowledges() {
    addAndSend(1, 2, 3);

    acked(2);

    assertThat(told).containsExactly("1 DELIVERED", "2 DELIVERED");
    assertThat(window.lastSent()).isEqualTo(3);
  }

  @Test
  void saysUnknownOfTheRestWhenTheSessionEnds() {
    addAndSend(1, 2);
    acked(1);

    window.end(this::tell);

    assertThat(told).containsExactly("1 DELIVERED", "2 UNKNOWN");
  }

  @Test
  void tellsARepeatTheFateOfTheFirst() {
    addAndSend(1);

    assertThat(window.join(item(1, 1))).isTrue();
    assertThat(window.join(item(2, 1))).isFalse();
    acked(1);

    assertThat(told).containsExactly("1 DELIVERED", "1 DELIVERED");
  }

  @Test
  void hasRoomForOnePushOfAnySizeAndForManySmallOnes() {
    assertThat(window.hasRoomFor(item(1, 1_000_000))).isTrue();
    window.add(item(1, 1_000_000));
    assertThat(window.hasRoomFor(item(2, 1))).isFalse();
    window.nextUnsent();
    acked(1);

    for (int i = 0; i < DownstreamWindow.MESSAGES; i++) {
      assertThat(window.hasRoomFor(item(10 + i, 1))).isTrue();
      window.add(item(10 + i, 1));
    }
    assertThat(window.hasRoomFor(item(99, 1))).isFalse();
  }

  @Test
  void countsWhatItKeepsUntilItIsAcknowledgedOrOver() {
    addAndSend(1, 2, 3);
    assertThat(kept.bytes()).isEqualTo(window.keptBytes()).isEqualTo(3 * (1 + 128));

    acked(1);
    assertThat(kept.bytes()).isEqualTo(window.keptBytes()).isEqualTo(2 * (1 + 128));

    SessionState.Builder state = SessionState.newBuilder();
    window.writeTo(state);
    window.end(this::tell);
    assertThat(kept.bytes()).isZero();
    assertThat(DownstreamWindow.of(state.build(), kept).keptBytes()).isEqualTo(kept.bytes());
    assertThat(kept.bytes()).as("with a session from elsewhere").isEqualTo(2 * (1 + 128));
  }

  @Test
  void hasNoRoomWhereAllSessionsKeepAsMuchAsTheyMay() {
    KeptMessages full = KeptMessages.share(0, 1, new EnumCounts<>(KeptMessages.Direction.class));
    full.add((int) KeptMessages.LEAST_BYTES - 1_000);

    assertThat(new DownstreamWindow(full).hasRoomFor(item(1, 1_000))).isFalse();
    assertThat(new DownstreamWindow(full).hasRoomFor(item(1, 700))).isTrue();
  }

  @Test
  void countsAsSentOnlyWhatWasWritten() {
    window.add(item(1, 1));
    window.add(item(2, 1));
    assertThat(window.lastSent()).isZero();

    assertThat(window.nextUnsent().seq()).isEqualTo(1);
    assertThat(window.lastSent()).isEqualTo(1);

    acked(1);
    assertThat(window.nextUnsent().seq()).isEqualTo(2);
    assertThat(window.nextUnsent()).isNull();
  }

  @Test
  void remembersTheLast256PushIds() {
    RecentPushIds recent = new RecentPushIds();
    for (int i = 0; i < 1_000; i++) {
      recent.add(new PushId(i, -i), i % 2 == 0);
    }

    assertThat(recent.find(new PushId(999, -999))).isEqualTo(Known.UNACKNOWLEDGED);
    assertThat(recent.find(new PushId(744, -744))).isEqualTo(Known.ACKED);
    assertThat(recent.find(new PushId(743, -743))).isEqualTo(Known.NO);
    assertThat(recent.find(new PushId(999, 999))).isEqualTo(Known.NO);
  }

  private void addAndSend(long... ids) {
    for (long id : ids) {
      window.add(item(id, 1));
      assertThat(window.nextUnsent()).isNotNull();
    }
  }

  private void acked(long seq) {
    window.acked(seq, this::tell);
  }

  private void tell(PushItem item, Fate fate) {
    told.add(item.id().low() + " " + fate);
  }

  private static PushItem item(long id, int bytes) {
    ByteString body = ByteString.copyFrom(new byte[bytes]);
    return new PushItem(new PushId(0, id), body, true, 0, null, (session, fate, text) -> {});
  }
}
