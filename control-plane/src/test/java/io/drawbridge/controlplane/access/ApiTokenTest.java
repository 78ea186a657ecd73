package io.drawbridge.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTokenTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path directory;

  @Test
  void matchesItselfOnly() throws Exception {
    ApiToken token = ApiToken.read(Files.writeString(directory.resolve("token"), TOKEN + "\n"));

    assertThat(token.matches(TOKEN)).isTrue();
    assertThat(token.matches(TOKEN + "0")).isFalse();
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void aShortOneIsRefusedWithoutShowingIt() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "secret");

    assertThatThrownBy(() -> ApiToken.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("6 characters (expected: one line of >= 32)")
        .hasMessageNotContaining("secret");
  }
}
