package io.drawbridge.bench.handover;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose clients a process is.
 *
 * @param target the gateway
 * @param source first of the local addresses to connect from
 * @param connections that stay; 0: the process makes short ones
 * @param senders how many of them, from the first, send messages
 * @param rate messages a second of all senders, or short connections a second
 * @param rampSeconds through which the senders' rate rises to that
 * @param atOnce short connections that are open at once
 * @param firstUser number of the first client's user
 * @param tokenKey file with the HMAC key
 * @param tokenKeyId its id in the gateway's key set
 * @param trust PEM of who vouches for the gateway: those that stay use the Java library, by TLS
 */
record HandoverLoadOptions(
    InetSocketAddress target,
    String source,
    int connections,
    int senders,
    int rate,
    int rampSeconds,
    int atOnce,
    int firstUser,
    Path tokenKey,
    String tokenKeyId,
    Optional<Path> trust) {
  private static final Set<String> NAMES =
      Set.of(
          "target",
          "source",
          "connections",
          "senders",
          "rate",
          "ramp",
          "at-once",
          "first-user",
          "token-key",
          "token-key-id",
          "trust");

  /** The loopback addresses that one process connects from, one after the other. */
  private static final int SOURCES = 250;

  /**
   * Reads {@code --name value} pairs, each of them once.
   *
   * @throws IllegalArgumentException naming the argument and what was expected
   */
  static HandoverLoadOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --name value, of " + NAMES + ")");
      }
      given.put(name, arguments[i + 1]);
    }
    int connections = number(given, "connections", 0, Integer.MAX_VALUE);
    return new HandoverLoadOptions(
        address(text(given, "target")),
        text(given, "source"),
        connections,
        number(given, "senders", 0, connections),
        number(given, "rate", 1, Integer.MAX_VALUE),
        number(given, "ramp", 0, Integer.MAX_VALUE),
        number(given, "at-once", 1, Integer.MAX_VALUE),
        number(given, "first-user", 0, Integer.MAX_VALUE),
        Path.of(text(given, "token-key")),
        text(given, "token-key-id"),
        Optional.ofNullable(given.get("trust")).map(Path::of));
  }

  private static String text(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + ": missing (expected: a value)");
    }
    return value;
  }

  private static int number(Map<String, String> given, String name, int least, int most) {
    int number = Integer.parseInt(text(given, name));
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "--" + name + ": " + number + " (expected: " + least + " to " + most + ")");
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
