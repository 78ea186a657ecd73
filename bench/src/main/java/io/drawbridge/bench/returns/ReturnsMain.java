package io.drawbridge.bench.returns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A {@link ReturnsLoad} as a process. Prints {@code ready} when all its clients are connected, then
 * obeys lines: {@code return} is answered by {@code back} when clients were lost and all are
 * connected again, {@code measure} by {@code measuring}, {@code figures} by a line of them. Ends
 * with its input.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class ReturnsMain {
  private ReturnsMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    try {
      ReturnsLoad load = new ReturnsLoad(ReturnsOptions.parse(arguments));
      load.connect().get();
      System.out.println("ready");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        obey(load, line);
      }
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println("returns: " + e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      System.err.println("returns: failed: " + e);
      System.exit(1);
    }
  }

  private static void obey(ReturnsLoad load, String line) throws Exception {
    switch (line) {
      case "return" -> {
        var _ = load.awaitReturn().thenRun(() -> System.out.println("back"));
      }
      case "measure" -> {
        load.measure();
        System.out.println("measuring");
      }
      case "figures" -> System.out.println(load.figures().get());
      default -> throw new IOException(line + ": unknown (expected: return, measure or figures)");
    }
  }
}
