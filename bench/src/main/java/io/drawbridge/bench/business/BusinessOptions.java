package io.drawbridge.bench.business;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the business does.
 *
 * @param address where it serves Upstream, or the gateway that it pushes through
 * @param follows what it serves it follows, and replies to
 * @param users how many users, from {@code firstUser} on, get pushes in turn
 * @param rampSeconds of the seconds: through which the rate rises to what is asked for
 */
record BusinessOptions(
    boolean pushes,
    boolean follows,
    InetSocketAddress address,
    int firstUser,
    int users,
    int ratePerSecond,
    int batch,
    boolean acked,
    int bodyBytes,
    int rampSeconds,
    int seconds) {

  private static final Set<String> NAMES =
      Set.of(
          "listen",
          "push",
          "follow",
          "first-user",
          "users",
          "rate",
          "batch",
          "mode",
          "body",
          "ramp",
          "seconds");

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException naming the argument and what was expected
   */
  static BusinessOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --name value, of " + NAMES + ")");
      }
      given.put(name, arguments[i + 1]);
    }
    if (given.containsKey("listen") == given.containsKey("push")) {
      throw new IllegalArgumentException("--listen, --push: (expected: one of them)");
    }
    String mode = given.getOrDefault("mode", "acked");
    if (!mode.equals("acked") && !mode.equals("forget")) {
      throw new IllegalArgumentException("--mode: " + mode + " (expected: acked or forget)");
    }
    return new BusinessOptions(
        given.containsKey("push"),
        Boolean.parseBoolean(given.getOrDefault("follow", "false")),
        address(given.getOrDefault("push", given.getOrDefault("listen", ""))),
        number(given, "first-user", 0, 0),
        number(given, "users", 1, 1),
        number(given, "rate", 1_000, 1),
        number(given, "batch", 64, 1),
        mode.equals("acked"),
        number(given, "body", 32, 0),
        number(given, "ramp", 0, 0),
        number(given, "seconds", 10, 1));
  }

  private static int number(Map<String, String> given, String name, int otherwise, int least) {
    String value = given.get(name);
    int number = value == null ? otherwise : Integer.parseInt(value);
    if (number < least) {
      throw new IllegalArgumentException(
          "--" + name + ": " + number + " (expected: >= " + least + ")");
    }
    return number;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("address: " + text + " (expected: HOST:PORT)");
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
