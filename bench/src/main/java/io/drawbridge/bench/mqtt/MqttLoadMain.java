package io.drawbridge.bench.mqtt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The generator as a process; it is talked to as {@code bench.load.LoadMain} is. */
public final class MqttLoadMain {
  private MqttLoadMain() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    MqttOptions options = MqttOptions.parse(arguments);
    MqttLoad load = new MqttLoad(options);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (!options.isStorm()) {
      load.connect().get();
    }
    System.out.println("ready: " + options.connections());
    awaitLine(in);
    long start = System.nanoTime();
    if (options.isStorm()) {
      load.connect().get();
    } else if (options.isIdle()) {
      awaitLine(in);
    } else {
      load.run().get();
    }
    double warmup = options.publishes() ? options.warmupSeconds() : 0;
    double seconds = (System.nanoTime() - start) / 1e9 - warmup;
    load.figures(seconds).get().forEach(System.out::println);
    System.exit(0);
  }

  private static void awaitLine(BufferedReader in) throws IOException {
    if (in.readLine() == null) {
      System.exit(1);
    }
  }
}
