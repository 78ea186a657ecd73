package io.drawbridge.bench.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Lines of {@code name=number} pairs, one of each of several processes. */
record Told(List<String> lines) {
  Told {
    lines = List.copyOf(lines);
  }

  double sum(String name) throws IOException {
    double sum = 0;
    for (String line : lines) {
      sum += number(line, name);
    }
    return sum;
  }

  double largest(String name) throws IOException {
    double largest = 0;
    for (String line : lines) {
      largest = Math.max(largest, number(line, name));
    }
    return largest;
  }

  private static double number(String line, String name) throws IOException {
    return Arrays.stream(line.split(" ", -1))
        .filter(word -> word.startsWith(name + "="))
        .mapToDouble(word -> Double.parseDouble(word.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in: " + line));
  }
}
