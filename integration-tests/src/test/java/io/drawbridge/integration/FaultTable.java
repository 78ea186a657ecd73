package io.drawbridge.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What faults did, as a table for people. */
final class FaultTable {
  private final List<Row> rows = new ArrayList<>();

  /**
   * One fault.
   *
   * @param outageSeconds from the signal until the process was there again
   * @param silenceSeconds the longest time in which one of the flows stood still
   * @param reconnects of all clients together
   * @param lost acknowledged and never delivered
   * @param repeats that no receiver recognises
   * @param recoverySeconds from the process's return until everything was as before
   */
  record Row(
      String fault,
      String process,
      double outageSeconds,
      double silenceSeconds,
      int reconnects,
      int lost,
      int repeats,
      double recoverySeconds) {}

  void add(Row row) {
    rows.add(row);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "fault  process          outage s  silence s  reconnects  lost  repeats  recovery s\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-5s  %-15s  %8.1f  %9.1f  %10d  %4d  %7d  %10.1f%n",
              row.fault,
              row.process,
              row.outageSeconds,
              row.silenceSeconds,
              row.reconnects,
              row.lost,
              row.repeats,
              row.recoverySeconds));
    }
    return text.toString();
  }
}
