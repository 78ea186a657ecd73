package io.drawbridge.ipconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");

  @ParameterizedTest
  @EnumSource
  void everyCodeHasItsRow(ProblemCode code) throws IOException {
    assertThat(Files.readString(PAGE)).contains("| " + code.code() + " |");
  }

  @Test
  void everyRowHasItsCode() throws IOException {
    assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| ipconfig.")))
        .hasSize(ProblemCode.values().length);
  }
}
