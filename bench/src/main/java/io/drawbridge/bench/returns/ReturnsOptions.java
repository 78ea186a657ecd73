package io.drawbridge.bench.returns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose clients a process is.
 *
 * @param gateways all that clients may use
 * @param homes how many of them, from the first, are where clients belong, in turn; with fewer than
 *     all each client visits one of the others first
 * @param source first of the local addresses to connect from
 * @param clients of this process
 * @param firstUser number of the first client's user
 * @param naivePercent of them dial at once whatever they are told
 * @param dialsPerSecond at which they connect at first
 * @param pingsPerSecond of all clients together, once they are asked to
 * @param tokenKey file with the HMAC key
 * @param tokenKeyId its id in the gateways' key set
 */
record ReturnsOptions(
    List<InetSocketAddress> gateways,
    int homes,
    String source,
    int clients,
    int firstUser,
    int naivePercent,
    int dialsPerSecond,
    int pingsPerSecond,
    Path tokenKey,
    String tokenKeyId) {
  private static final Set<String> NAMES =
      Set.of(
          "gateways",
          "homes",
          "source",
          "clients",
          "first-user",
          "naive-percent",
          "dials",
          "pings",
          "token-key",
          "token-key-id");

  /** The loopback addresses that one process connects from, one after the other. */
  private static final int SOURCES = 250;

  ReturnsOptions {
    gateways = List.copyOf(gateways);
  }

  /**
   * Reads {@code --name value} pairs, each of them once.
   *
   * @throws IllegalArgumentException naming the argument and what was expected
   */
  static ReturnsOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --name value, of " + NAMES + ")");
      }
      given.put(name, arguments[i + 1]);
    }
    return new ReturnsOptions(
        Arrays.stream(text(given, "gateways").split(",", -1)).map(ReturnsOptions::address).toList(),
        number(given, "homes", 1),
        text(given, "source"),
        number(given, "clients", 1),
        number(given, "first-user", 0),
        number(given, "naive-percent", 0),
        number(given, "dials", 1),
        number(given, "pings", 0),
        Path.of(text(given, "token-key")),
        text(given, "token-key-id"));
  }

  private static String text(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + ": missing (expected: a value)");
    }
    return value;
  }

  private static int number(Map<String, String> given, String name, int least) {
    int number = Integer.parseInt(text(given, name));
    if (number < least) {
      throw new IllegalArgumentException(
          "--" + name + ": " + number + " (expected: >= " + least + ")");
    }
    return number;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("--gateways: " + text + " (expected: HOST:PORT,...)");
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** The local address of a client. */
  InetSocketAddress sourceOf(int client) {
    int dot = source.lastIndexOf('.');
    int last = Integer.parseInt(source.substring(dot + 1)) + client % SOURCES;
    return new InetSocketAddress(source.substring(0, dot + 1) + last, 0);
  }
}
