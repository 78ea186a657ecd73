package io.drawbridge.bench.load;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one generator does.
 *
 * @param target whom it connects to
 * @param source address of the first 250 local addresses to connect from, such as 127.99.0.1; one
 *     address alone has some 28,000 ports
 * @param firstUser number of the first client's user
 * @param ratePerSecond messages of all clients in one second, drawn by a Poisson process; 0 = in
 *     closed loop
 * @param inFlight unanswered messages of one client in closed loop; of a storm: clients at once
 * @param tokenKey file with the HMAC key
 * @param tokenKeyId its id in the gateway's key set
 * @param trust the gateway's certificate, of clients that speak TLS
 * @param resumes clients resume TLS sessions of those before them
 */
record LoadOptions(
    Mode mode,
    InetSocketAddress target,
    String source,
    int connections,
    int firstUser,
    int ratePerSecond,
    int inFlight,
    int bodyBytes,
    int service,
    int seconds,
    int warmupSeconds,
    Path tokenKey,
    String tokenKeyId,
    Optional<Path> trust,
    boolean resumes) {

  private static final Set<String> NAMES =
      Set.of(
          "mode",
          "target",
          "source",
          "connections",
          "first-user",
          "rate",
          "in-flight",
          "body",
          "service",
          "seconds",
          "warmup",
          "token-key",
          "token-key-id",
          "trust",
          "resumes");

  /** What the clients do once they are connected. */
  enum Mode {
    /** Nothing but heartbeats, until told to end. */
    IDLE,
    /** Messages to a business, which acknowledges them. */
    UPSTREAM,
    /** PINGs, which whoever is connected to answers itself. */
    PING,
    /** Receive pushes and acknowledge them. */
    PUSH,
    /** As PUSH, with small buffers; and from the line on they read nothing more. */
    STUCK,
    /** Connect, leave by CLOSE, and the next. */
    STORM
  }

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException naming the argument and what was expected
   */
  static LoadOptions parse(String... arguments) {
    Map<String, String> given = pairs(arguments);
    return new LoadOptions(
        Mode.valueOf(text(given, "mode", "idle").toUpperCase(Locale.ROOT)),
        address(text(given, "target", null)),
        text(given, "source", "127.99.0.1"),
        number(given, "connections", 1, 1, 1_000_000),
        number(given, "first-user", 0, 0, Integer.MAX_VALUE),
        number(given, "rate", 0, 0, 10_000_000),
        number(given, "in-flight", 1, 1, 10_000),
        number(given, "body", 32, 0, 1 << 20),
        number(given, "service", 1, 1, 65_535),
        number(given, "seconds", 10, 1, 86_400),
        number(given, "warmup", 3, 0, 3_600),
        Path.of(text(given, "token-key", null)),
        text(given, "token-key-id", "bench"),
        Optional.ofNullable(given.get("trust")).map(Path::of),
        Boolean.parseBoolean(given.getOrDefault("resumes", "false")));
  }

  private static Map<String, String> pairs(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --name value, of " + NAMES + ")");
      }
      given.put(name, arguments[i + 1]);
    }
    return given;
  }

  private static String text(
      Map<String, String> given, String name, @org.jspecify.annotations.Nullable String otherwise) {
    String value = given.getOrDefault(name, otherwise);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + ": missing (expected: a value)");
    }
    return value;
  }

  private static int number(
      Map<String, String> given, String name, int otherwise, int least, int most) {
    String value = given.get(name);
    int number = value == null ? otherwise : Integer.parseInt(value);
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

  /** The local address of client {@code index}. */
  InetSocketAddress sourceOf(int index) {
    int dot = source.lastIndexOf('.');
    int last = Integer.parseInt(source.substring(dot + 1)) + index % 250;
    return new InetSocketAddress(source.substring(0, dot + 1) + last, 0);
  }
}
