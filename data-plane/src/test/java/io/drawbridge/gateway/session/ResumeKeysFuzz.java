package io.drawbridge.gateway.session;

import io.drawbridge.gateway.fuzz.InputFile;
import java.io.IOException;

/** Resume-keys files: refused by the declared exception, or read. */
public final class ResumeKeysFuzz {
  private ResumeKeysFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    try {
      ResumeKeys keys = ResumeKeys.load(InputFile.of(input));
      if (keys.find(keys.current().idBytes()).isEmpty()) {
        throw new AssertionError(keys + " (expected: the current one among them)");
      }
    } catch (ResumeKeysException _) {
      // Refused.
    }
  }
}
