package io.drawbridge.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What names in documents may look like. */
final class Names {
  static final int MAX_BYTES = 128;
  private static final Pattern IDENTITY = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private Names() {}

  /** Of a document or of a part of one: goes into addresses and metrics. */
  static void requireIdentity(String key, String name) {
    if (!IDENTITY.matcher(name).matches()) {
      throw new IllegalArgumentException(
          key + ": " + name + " (expected: 1 to 63 of a-z, 0-9 and -, no - at the ends)");
    }
  }

  /** Of something that was named elsewhere. */
  static void requireName(String key, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isBlank() || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          key + ": " + bytes + " bytes (expected: 1 to " + MAX_BYTES + ", not blank)");
    }
  }

  /** A list that selects: empty would select nothing, which nobody means. */
  static void requireNames(String key, List<String> names, int max) {
    if (names.isEmpty() || names.size() > max) {
      throw new IllegalArgumentException(
          key + ": " + names.size() + " names (expected: 1 to " + max + ")");
    }
    names.forEach(name -> requireName(key, name));
  }
}
