package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument.ProcessEntry;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Processes as people read them. */
final class ProcessTable {
  private static final String ROW = "  %-14s %-8s %-8s %-8s %-13s %s%n";

  private final PrintWriter out;

  ProcessTable(PrintWriter out) {
    this.out = out;
  }

  /** {@code launcherLives}: then it is known what becomes of the dead ones. */
  void print(List<ProcessEntry> processes, boolean launcherLives) {
    out.printf(ROW, "ROLE", "REGION", "NAME", "PID", "STATE", "ADDRESSES");
    sorted(processes).forEach(process -> row(process, process.state(launcherLives)));
    out.flush();
  }

  static List<ProcessEntry> sorted(List<ProcessEntry> processes) {
    return processes.stream()
        .sorted(
            Comparator.comparing(ProcessEntry::region)
                .thenComparing(ProcessEntry::role)
                .thenComparing(ProcessEntry::name))
        .toList();
  }

  private void row(ProcessEntry process, String state) {
    out.printf(
        ROW,
        process.role(),
        process.region(),
        process.name(),
        process.pid(),
        state,
        addresses(process.addresses()));
  }

  private static String addresses(Map<String, String> addresses) {
    return addresses.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
