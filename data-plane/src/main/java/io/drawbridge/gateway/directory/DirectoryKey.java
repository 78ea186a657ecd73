package io.drawbridge.gateway.directory;

import java.util.HexFormat;

/**
 * A client instance, unique in the region.
 *
 * @param app without a colon, so that app and user can be told apart in the Redis key
 * @param epoch random number of the instance
 */
public record DirectoryKey(String app, String user, long epoch) {
  public DirectoryKey {
    requireApp(app);
  }

  /** The Redis key of all entries of a user; the braces put it beside the user's mailbox. */
  static String hashOf(String app, String user) {
    requireApp(app);
    return "d:{" + app + ":" + user + "}";
  }

  String hash() {
    return hashOf(app, user);
  }

  String field() {
    return HexFormat.of().toHexDigits(epoch);
  }

  private static void requireApp(String app) {
    if (app.isEmpty() || app.indexOf(':') >= 0) {
      throw new IllegalArgumentException("app: " + app + " (expected: not empty, no colon)");
    }
  }
}
