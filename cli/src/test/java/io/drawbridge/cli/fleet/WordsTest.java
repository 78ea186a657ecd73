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
  void policiesOfAGatewayAreSaidWithTheirVersions() throws Exception {
    String there =
        """
        {"inForce": [{"policy": "chat", "version": 3}, {"policy": "limits", "version": 1}],
         "onTrial": [{"policy": "limits", "version": 12}],
         "measures": ["refuse background", "max body 1KiB"]}
        """;
    assertThat(Words.policies(json.readTree(there))).isEqualTo("chat 3, limits 1, limits on trial");
    assertThat(Words.lines(json.readTree(there).path("measures")))
        .isEqualTo("refuse background; max body 1KiB");
    assertThat(Words.policies(json.readTree("{}"))).isEmpty();
    assertThat(
            Words.refused(
                json.readTree(
                    "{'policy': 'chat', 'version': 4, 'trial': false, 'because': 'no such kind'}"
                        .replace('\'', '"'))))
        .isEqualTo("chat version 4: no such kind");
  }

  @Test
  void nothingIsSaidOfWhatAdmitsEverything() throws Exception {
    assertThat(Words.levels(json.readTree("[]"))).isEmpty();
  }
}
