package io.drawbridge.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientBuilderTest {
  @TempDir private Path directory;

  @Test
  void saysAtOnceWhichAuthoritiesItCannotRead() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path nowhere = directory.resolve("nowhere.pem");

    assertThatThrownBy(() -> DrawbridgeClient.builder().trust(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trust: " + empty + ": no certificate (expected: a PEM file of certificates)");
    assertThatThrownBy(() -> DrawbridgeClient.builder().trust(nowhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere.pem");
  }
}
