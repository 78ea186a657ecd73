package io.drawbridge.gateway.attach;

import java.nio.charset.StandardCharsets;

/** Key sets: refused by the declared exception, or one to 64 keys. */
public final class KeySetFuzz {
  private static final int MOST_KEYS = 64;

  private KeySetFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      requireSome(TokenKeys.parse("fuzz", text));
    } catch (TokenKeysException _) {
      // Refused.
    }
    try {
      requireSome(TokenKeys.parsePublished("fuzz", text, _ -> {}));
    } catch (TokenKeysException _) {
      // Refused.
    }
  }

  private static void requireSome(TokenKeys keys) {
    if (keys.size() < 1 || keys.size() > MOST_KEYS) {
      throw new AssertionError(keys + " (expected: 1 to " + MOST_KEYS + ")");
    }
  }
}
