package io.drawbridge.gateway.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An input as a file, for decoders that read files. The same file every time. */
public final class InputFile {
  private static final Path FILE = create();

  private InputFile() {}

  public static Path of(byte[] input) throws IOException {
    return Files.write(FILE, input);
  }

  private static Path create() {
    try {
      Path file = Files.createTempFile("drawbridge-fuzz", ".yaml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
