package io.drawbridge.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void equalDifferencesAreEquallyFarApart() {
    Axis upwards = Axis.linear(0, 2, 450, 50);

    assertThat(upwards.pixel(0)).isEqualTo(450);
    assertThat(upwards.pixel(0.5)).isEqualTo(350);
    assertThat(upwards.pixel(2)).isEqualTo(50);
  }

  @Test
  void equalQuotientsAreEquallyFarApartOnALogarithmicOne() {
    Axis axis = Axis.logarithmic(1, 100, 0, 200);

    assertThat(axis.pixel(1)).isZero();
    assertThat(axis.pixel(10)).isEqualTo(100);
    assertThat(axis.pixel(100)).isEqualTo(200);
  }

  @Test
  void whatLiesBeyondAnEndIsAtTheEnd() {
    assertThat(Axis.linear(0, 1, 0, 100).pixel(7)).isEqualTo(100);
    assertThat(Axis.linear(0, 1, 0, 100).pixel(-7)).isZero();
    assertThat(Axis.logarithmic(1, 10, 0, 100).pixel(0)).isZero();
  }

  @Test
  void refusesEndsThatAreNone() {
    assertThatThrownBy(() -> Axis.linear(1, 1, 0, 100)).hasMessageContaining("expected: rising");
    assertThatThrownBy(() -> Axis.logarithmic(0, 1, 0, 100)).hasMessageContaining("> 0");
  }
}
