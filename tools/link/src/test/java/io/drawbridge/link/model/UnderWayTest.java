package io.drawbridge.link.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UnderWayTest {
  private final UnderWay underWay = new UnderWay();

  @Test
  void packetsArriveByTimeAndThoseOfOneInstantInOrder() {
    underWay.add(20, true, new byte[] {1});
    underWay.add(10, true, new byte[] {2});
    underWay.add(10, false, new byte[] {3});

    assertThat(underWay.nextInNanos(4)).hasValue(6);
    assertThat(underWay.arrived(9)).isNull();
    assertThat(underWay.arrived(10).bytes()).containsExactly(2);
    assertThat(underWay.arrived(10).bytes()).containsExactly(3);
    assertThat(underWay.arrived(19)).isNull();
    assertThat(underWay.arrived(20).bytes()).containsExactly(1);
    assertThat(underWay.nextInNanos(20)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void takesNoMoreThanItsBound() {
    for (int i = 0; i < UnderWay.MAX_PACKETS; i++) {
      assertThat(underWay.add(i, true, new byte[0])).isTrue();
    }

    assertThat(underWay.add(0, true, new byte[0])).isFalse();
    underWay.arrived(0);
    assertThat(underWay.add(0, true, new byte[0])).isTrue();
  }
}
