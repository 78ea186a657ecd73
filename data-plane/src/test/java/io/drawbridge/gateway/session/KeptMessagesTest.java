package io.drawbridge.gateway.session;

import static io.drawbridge.gateway.session.KeptMessages.Direction.DOWN;
import static io.drawbridge.gateway.session.KeptMessages.Direction.UP;
import static io.drawbridge.gateway.session.KeptMessages.LEAST_BYTES;
import static io.drawbridge.gateway.session.KeptMessages.OVERHEAD_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.gateway.session.KeptMessages.Direction;
import io.drawbridge.wire.Frame;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeptMessagesTest {
  private static final int BODY_BYTES = 1_000;

  private final EnumCounts<Direction> refusals = new EnumCounts<>(Direction.class);
  private final KeptMessages kept = KeptMessages.share(0, 1, refusals);

  @Test
  void takesMessagesUntilItIsFullAndAgainWhenOneHasLeft() {
    int taken = 0;
    while (kept.hasRoomFor(BODY_BYTES, UP)) {
      kept.add(BODY_BYTES);
      taken++;
    }

    assertThat(taken).isEqualTo((int) (LEAST_BYTES / (BODY_BYTES + OVERHEAD_BYTES)));
    assertThat(kept.bytes()).isLessThanOrEqualTo(LEAST_BYTES);
    kept.remove(BODY_BYTES);
    assertThat(kept.hasRoomFor(BODY_BYTES, DOWN)).isTrue();
  }

  @Test
  void countsWhatIsAroundBodiesSoThatEmptyMessagesAreBoundedToo() {
    int taken = 0;
    while (kept.hasRoomFor(0, UP)) {
      kept.add(0);
      taken++;
    }

    assertThat(taken).isEqualTo((int) LEAST_BYTES / OVERHEAD_BYTES);
  }

  @Test
  void hasRoomForTheLargestMessageHoweverSmallTheShare() {
    assertThat(KeptMessages.share(1 << 20, 256, refusals).hasRoomFor(Frame.MAX_LENGTH, UP))
        .isTrue();
  }

  @Test
  void countsRefusalsByDirection() {
    kept.add((int) LEAST_BYTES);
    assertThat(kept.hasRoomFor(0, UP)).isFalse();
    assertThat(kept.hasRoomFor(0, UP)).isFalse();
    assertThat(kept.hasRoomFor(0, DOWN)).isFalse();

    Map<Direction, Long> counts = new EnumMap<>(Direction.class);
    kept.refusals().forEach(counts::put);
    assertThat(counts).containsEntry(UP, 2L).containsEntry(DOWN, 1L);
  }

  @Test
  void forgetsManyAtOnce() {
    kept.add(10);
    kept.add(20);
    kept.remove(2, 30);
    assertThat(kept.bytes()).isZero();
  }
}
