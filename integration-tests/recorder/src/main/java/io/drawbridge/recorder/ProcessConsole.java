package io.drawbridge.recorder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Lines of standard input as orders, each answered by one line; its end is the program's. Answers
 * begin with {@code "> "}: libraries log to standard output as well.
 */
final class ProcessConsole {
  private ProcessConsole() {}

  /** What a program does. */
  interface Orders {
    /** {@code words} of one line; the answer is one line. */
    String obey(String[] words) throws IOException;
  }

  static void obey(Orders orders) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      say(orders.obey(line.split(" ", -1)));
    }
  }

  /** A line for whoever gives the orders. */
  static void say(String line) {
    System.out.println("> " + line);
    System.out.flush();
  }
}
