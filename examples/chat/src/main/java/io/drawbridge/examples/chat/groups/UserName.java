package io.drawbridge.examples.chat.groups;

import java.nio.charset.StandardCharsets;

/** A user as gateways know it: UTF-8, 1 to 128 bytes. */
public record UserName(String name) {
  private static final int MAX_BYTES = 128;

  public UserName {
    if (!isValid(name)) {
      throw new IllegalArgumentException("name: " + name + " (expected: 1 to 128 bytes)");
    }
  }

  /** For the groups file. */
  public static UserName parse(String text) {
    return new UserName(text);
  }

  /** True when a gateway could have a user or we a group of this name. */
  public static boolean isValid(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1 && bytes <= MAX_BYTES;
  }
}
