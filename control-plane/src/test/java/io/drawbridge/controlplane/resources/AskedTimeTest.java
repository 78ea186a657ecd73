package io.drawbridge.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTimeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-5m, 2026-11-22T02:55:00Z",
    "-90s, 2026-11-22T02:58:30Z",
    "-1H, 2026-11-22T02:00:00Z",
    "-1500ms, 2026-11-22T02:59:58.500Z",
    "2026-11-22T02:55:00Z, 2026-11-22T02:55:00Z",
    "2026-11-22T03:55:00+01:00, 2026-11-22T02:55:00Z",
    "1795316100000, 2026-11-22T02:55:00Z"
  })
  void isReadAsPeopleWriteIt(String asked, Instant expected) {
    assertThat(Instant.ofEpochMilli(AskedTime.unixMillis(asked, NOW))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "noon",
        "-5",
        "5m",
        "-m",
        "-9999999999m",
        "99999999999999999",
        "2026-11-22",
        "+1000000000-12-31T23:59:59Z"
      })
  void anythingElseIsRefusedWithWhatIsExpected(String asked) {
    assertThatThrownBy(() -> AskedTime.unixMillis(asked, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: so long ago as -5m");
  }
}
