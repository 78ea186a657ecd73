package io.drawbridge.bench.overload;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whose clients a process is.
 *
 * @param target the gateway
 * @param source first of the local addresses to connect from
 * @param connections clients of the tiers, all together
 * @param hungConnections clients of the service that nobody answers
 * @param tokenKey file with the HMAC key
 * @param tokenKeyId its id in the gateway's key set
 */
record OverloadLoadOptions(
    InetSocketAddress target,
    String source,
    int connections,
    int hungConnections,
    Path tokenKey,
    String tokenKeyId) {
  private static final Set<String> NAMES =
      Set.of("target", "source", "connections", "hung-connections", "token-key", "token-key-id");

  /** The loopback addresses that one process connects from, one after the other. */
  private static final int SOURCES = 250;

  /**
   * Reads {@code --name value} pairs, each of them once.
   *
   * @throws IllegalArgumentException naming the argument and what was expected
   */
  static OverloadLoadOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --name value, of " + NAMES + ")");
      }
      given.put(name, arguments[i + 1]);
    }
    return new OverloadLoadOptions(
        address(text(given, "target")),
        text(given, "source"),
        number(given, "connections", 1),
        number(given, "hung-connections", 0),
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
      throw new IllegalArgumentException("--target: " + text + " (expected: HOST:PORT)");
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
