package io.drawbridge.bench.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines {@code key: value} that a process has printed. */
record Answers(Map<String, String> values) {
  static final Answers NONE = new Answers(Map.of());

  static Answers of(List<String> lines) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return new Answers(values);
  }

  double number(String key) throws IOException {
    String value = values.get(key);
    if (value == null) {
      throw new IOException("figures of a process: no " + key + " in " + values.keySet());
    }
    return Double.parseDouble(value);
  }

  double numberOr(String key, double otherwise) throws IOException {
    return values.containsKey(key) ? number(key) : otherwise;
  }

  String text(String key) {
    return values.getOrDefault(key, "");
  }
}
