package io.drawbridge.bench.mqtt;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** What one generator does; the same command line as {@code bench.load} has. */
record MqttOptions(
    String mode,
    InetSocketAddress target,
    String source,
    int connections,
    int firstUser,
    int ratePerSecond,
    int inFlight,
    int bodyBytes,
    int warmupSeconds,
    int seconds) {
  private static final int SOURCES = 250;

  static MqttOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    String target = required(given, "--target");
    int colon = target.lastIndexOf(':');
    return new MqttOptions(
        required(given, "--mode"),
        new InetSocketAddress(
            target.substring(0, colon), Integer.parseInt(target.substring(colon + 1))),
        required(given, "--source"),
        number(given, "--connections"),
        number(given, "--first-user"),
        number(given, "--rate"),
        number(given, "--in-flight"),
        number(given, "--body"),
        number(given, "--warmup"),
        number(given, "--seconds"));
  }

  boolean isStorm() {
    return mode.equals("storm");
  }

  boolean isIdle() {
    return mode.equals("idle");
  }

  boolean publishes() {
    return mode.equals("upstream");
  }

  /** The local address of client {@code index}. */
  InetSocketAddress sourceOf(int index) {
    int dot = source.lastIndexOf('.');
    int last = Integer.parseInt(source.substring(dot + 1)) + index % SOURCES;
    return new InetSocketAddress(source.substring(0, dot + 1) + last, 0);
  }

  private static String required(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": missing (expected: a value)");
    }
    return value;
  }

  private static int number(Map<String, String> given, String name) {
    return Integer.parseInt(required(given, name));
  }
}
