package io.drawbridge.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "0, 1 of 128 of critical",
    "127, critical",
    "191, critical and 64 of 128 of interactive",
    "383, critical and interactive and standard",
    "510, critical and interactive and standard and 127 of 128 of background"
  })
  void aLevelIsSaidInTiers(int level, String words) throws Exception {
    assertThat(
            Words.levels(json.readTree("[{\"of\": \"gateway\", \"level\": %d}]".formatted(level))))
        .isEqualTo("gateway admits " + words);
  }

  @Test
  void nothingIsSaidOfWhatAdmitsEverything() throws Exception {
    assertThat(Words.levels(json.readTree("[]"))).isEmpty();
  }
}
