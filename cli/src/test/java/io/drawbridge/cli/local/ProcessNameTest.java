package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessNameTest {
  @Test
  void theFirstRegionNeedNotBeSaid() {
    assertThat(ProcessName.parse("gw-3")).isEqualTo(new ProcessName(1, Role.GATEWAY, 3));
    assertThat(ProcessName.parse("local-1/gw-3")).hasToString("gw-3");
    assertThat(ProcessName.parse("local-2/chat-1")).isEqualTo(new ProcessName(2, Role.CHAT, 1));
    assertThat(ProcessName.parse("local-2/chat-1")).hasToString("local-2/chat-1");
  }

  @Test
  void redisIsTheOnlyOneOfItsRegion() {
    assertThat(ProcessName.parse("local-2/redis")).hasToString("local-2/redis-1");
    assertThatThrownBy(() -> ProcessName.parse("redis-2"))
        .hasMessage("redis-2 (expected: a number from 1 to 1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gw", "GW-1", "gw-1 ", "gw--1", "gw-1/2", "../gw-1", "x/gw-1", "gw-12345"})
  void whatNamesNothingIsRefused(String text) {
    assertThatThrownBy(() -> ProcessName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + ": ")
        .hasMessageContaining("expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "db-1, 'db-1: unknown role db (expected: gw-N, '",
    "gw-0, 'gw-0 (expected: a number from 1 to 99)'",
    "local-2/gw-100, 'gw-100 (expected: a number from 1 to 99)'",
    "local-0/gw-1, 'region: local-0 (expected: local-1 or higher)'"
  })
  void theMessageNamesWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ProcessName.parse(text)).hasMessageStartingWith(message);
  }
}
