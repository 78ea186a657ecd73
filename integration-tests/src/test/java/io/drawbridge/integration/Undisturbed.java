package io.drawbridge.integration;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Meter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How others are served meanwhile: 200 clients that do nothing wrong, each of whom sends a message
 * a second, which a business acknowledges. Times count from when a message was due.
 *
 * @param p99Millis to the acknowledgement
 * @param messages acknowledged
 * @param failures messages refused and connections lost
 * @param strangersCores processors that nobody of the scene used
 */
record Undisturbed(double p99Millis, long messages, long failures, double strangersCores) {
  static final int CLIENTS = 200;

  /** With so little of the machine used by strangers, times may be judged. */
  private static final double QUIET_CORES = 0.1;

  private static final int WARMUP_SECONDS = 1;
  private static final int SECONDS = 8;
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);

  /** How long {@link #during} measures. */
  static final Duration TIME = Duration.ofSeconds(WARMUP_SECONDS + SECONDS);

  /** What goes on meanwhile: it is started when everybody is connected. */
  interface Flood {
    void begin() throws Exception;
  }

  static Undisturbed alone(FloodScene scene) throws Exception {
    return during(scene, () -> {});
  }

  /** Connects everybody, begins the flood, and measures while it goes on. */
  static Undisturbed during(FloodScene scene, Flood flood) throws Exception {
    Child others = scene.others(CLIENTS, CLIENTS, WARMUP_SECONDS, SECONDS);
    try {
      others.awaitLine("ready", CONNECTED_WITHIN);
      flood.begin();
      others.tell("go");
      TimeUnit.SECONDS.sleep(WARMUP_SECONDS);
      Meter meter = Meter.start(scene.children());
      TimeUnit.SECONDS.sleep(SECONDS - 1); // it must not end while its time is taken
      double strangers = meter.stop().othersCores();
      return of(others.awaitEnd(ENDED_WITHIN), strangers);
    } finally {
      scene.end(others);
    }
  }

  private static Undisturbed of(List<String> figures, double strangers) throws IOException {
    return new Undisturbed(
        number(figures, "p99_us") / 1_000,
        (long) number(figures, "answered"),
        (long) number(figures, "failures"),
        strangers);
  }

  private static double number(List<String> figures, String key) throws IOException {
    return figures.stream()
        .filter(line -> line.startsWith(key + ": "))
        .mapToDouble(line -> Double.parseDouble(line.substring(key.length() + 2)))
        .findFirst()
        .orElseThrow(() -> new IOException("others: no " + key + " in " + figures));
  }

  boolean isOnQuietMachine() {
    return strangersCores < QUIET_CORES;
  }

  /** What should be acknowledged in the time, about. */
  static long expectedMessages() {
    return (long) CLIENTS * SECONDS;
  }
}
