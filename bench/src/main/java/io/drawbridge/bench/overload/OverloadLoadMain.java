package io.drawbridge.bench.overload;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * An {@link OverloadLoad} as a process. Prints {@code ready} when all its clients are connected,
 * then answers each {@link Step} that it reads by a line of {@link StepFigures}. Ends with its
 * input.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class OverloadLoadMain {
  private OverloadLoadMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    try {
      OverloadLoad load = new OverloadLoad(OverloadLoadOptions.parse(arguments));
      load.connect().get();
      System.out.println("ready");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(load.step(Step.parse(line)).get().line());
      }
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println("overload: " + e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      System.err.println("overload: failed: " + e);
      System.exit(1);
    }
  }
}
