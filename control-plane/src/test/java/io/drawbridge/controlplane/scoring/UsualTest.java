package io.drawbridge.controlplane.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UsualTest {
  @Test
  void isTheMedianGateway() {
    assertThat(Usual.of(loads(9, 1, 5))).isEqualTo(new Usual(5, 50));
  }

  @Test
  void isTheFasterOneOfTwoSoThatTheOtherStandsOut() {
    assertThat(Usual.of(loads(400, 7))).isEqualTo(new Usual(7, 70));
  }

  @Test
  void isUnknownWhereNothingIsMeasured() {
    assertThat(Usual.of(List.of())).isEqualTo(Usual.UNKNOWN);
    assertThat(Usual.of(List.of(Load.getDefaultInstance()))).isEqualTo(Usual.UNKNOWN);
  }

  @Test
  void leavesOutThoseWhoMeasuredNothing() {
    List<Load> loads = List.of(loads(8).getFirst(), Load.getDefaultInstance());

    assertThat(Usual.of(loads)).isEqualTo(new Usual(8, 80));
  }

  private static List<Load> loads(long... p90) {
    return LongStream.of(p90)
        .mapToObj(
            micros -> LatencyMicros.newBuilder().setCount(1).setP90(micros).setP99(10 * micros))
        .map(answer -> Load.newBuilder().setBusinessAnswer(answer).build())
        .toList();
  }
}
