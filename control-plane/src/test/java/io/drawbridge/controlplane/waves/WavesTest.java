package io.drawbridge.controlplane.waves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavesTest {
  @ParameterizedTest
  @CsvSource({
    "1, '1'",
    "2, '1 2'",
    "3, '1 2 3'",
    "4, '1 2 3 4'",
    "10, '1 2 3 10'",
    "20, '1 2 5 20'",
    "100, '1 5 25 100'",
    "101, '1 6 26 101'",
    "10000, '1 500 2500 10000'",
  })
  void oneThenSharesRoundedUpAndOneMoreAtLeast(int of, String expected) {
    List<String> reached = new ArrayList<>();
    int upto = 0;
    for (int wave = 1; wave <= Waves.LAST && upto < of; wave++) {
      upto = Waves.upto(wave, upto, of);
      reached.add(Integer.toString(upto));
    }

    assertThat(String.join(" ", reached)).isEqualTo(expected);
    assertThat(Waves.gatesLeft(1, 1, of)).isEqualTo(reached.size());
  }
}
