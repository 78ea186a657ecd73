package io.drawbridge.bench.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A {@link FleetLoad} as a process, which does what it is told on standard input and answers each
 * line by one that begins alike: {@code gateways N}, {@code subscribers N}, {@code restart}, {@code
 * figures}. Ends with its input.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class FleetLoadMain {
  private FleetLoadMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    FleetLoadOptions options;
    try {
      options = FleetLoadOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("fleet: " + e.getMessage());
      System.exit(2);
      return;
    }
    try (FleetLoad load = new FleetLoad(options)) {
      System.out.println("ready");
      obey(load);
      System.exit(0);
    } catch (Exception e) {
      System.err.println("fleet: failed: " + e);
      System.exit(1);
    }
  }

  private static void obey(FleetLoad load) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "gateways" -> load.gateways(Integer.parseInt(words[1]));
        case "subscribers" -> load.subscribers(Integer.parseInt(words[1]));
        case "restart" -> load.restart();
        case "figures" -> line += " " + load.figures();
        default -> throw new IOException(line + " (expected: a known command)");
      }
      System.out.println(line);
    }
  }
}
