package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.fuzz.InputFile;
import io.drawbridge.process.config.ConfigException;
import java.io.IOException;

/** Services files: refused by the declared exception, or read. */
public final class ServicesFuzz {
  private ServicesFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    try {
      if (ServicesFile.open(InputFile.of(input)).problem().isPresent()) {
        throw new AssertionError("a problem behind a file that was opened");
      }
    } catch (ConfigException _) {
      // Refused.
    }
  }
}
