package io.drawbridge.bench.load;

import io.drawbridge.bench.load.LoadOptions.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A generator as a process. Prints {@code ready: N} when N clients are connected, waits for a line
 * on standard input (its end ends the process), runs, and prints its figures as {@code key: value}.
 * An idle one, and one that stands still, runs until the next line. A storm connects only after the
 * first line.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class LoadMain {
  private LoadMain() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    LoadOptions options;
    try {
      options = LoadOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(2);
      return;
    }
    try {
      run(options);
      System.exit(0);
    } catch (Exception e) {
      System.err.println("load: failed: " + e);
      System.exit(1);
    }
  }

  private static void run(LoadOptions options) throws Exception {
    Load load = new Load(options, Tokens.open(options.tokenKey(), options.tokenKeyId()));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (options.mode() != Mode.STORM) {
      load.connect().get();
    }
    System.out.println("ready: " + options.connections());
    awaitLine(in);
    long start = System.nanoTime();
    switch (options.mode()) {
      case IDLE, STUCK -> {
        var _ = load.run();
        awaitLine(in);
      }
      case STORM -> {
        var _ = load.connect();
        load.storm().get();
      }
      case UPSTREAM, PING, PUSH -> load.run().get();
    }
    double warmup = options.mode() == Mode.STORM ? 0 : options.warmupSeconds();
    double seconds = (System.nanoTime() - start) / 1e9 - warmup;
    load.figures(seconds).get().forEach(System.out::println);
  }

  private static void awaitLine(BufferedReader in) throws IOException {
    if (in.readLine() == null) {
      System.exit(1);
    }
  }
}
