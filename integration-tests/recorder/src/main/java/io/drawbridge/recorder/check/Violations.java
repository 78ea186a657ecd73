package io.drawbridge.recorder.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts all violations and keeps the first {@value #KEPT}. */
final class Violations {
  static final int KEPT = 20;

  private final List<Violation> first = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  void add(String invariant, String text, Where where) {
    counts.merge(invariant, 1L, Long::sum);
    if (first.size() < KEPT) {
      first.add(new Violation(invariant, text, where.file(), where.index()));
    }
  }

  List<Violation> first() {
    return List.copyOf(first);
  }

  Map<String, Long> counts() {
    return Map.copyOf(counts);
  }
}
