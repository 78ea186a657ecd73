package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;

/** What a user wants to know when the fleet is ready: where things are, and what to try. */
final class ReadyReport {
  private final PrintWriter out;

  ReadyReport(PrintWriter out) {
    this.out = out;
  }

  void print(FleetDocument fleet, Path home, Duration took, String howToStop) {
    out.printf(
        "%nReady after %.1f s: every check passes, and a message reached a client in every region.%n%n",
        took.toMillis() / 1000.0);
    new ProcessTable(out).print(fleet.processes(), true);
    FleetDocument.Region region = fleet.regions().getFirst();
    out.println();
    out.println("Try, in other terminals:");
    out.println("  ./drawbridge connect --user bob");
    out.println("  echo hello | ./drawbridge connect --user alice --to bob");
    out.println(
        "  curl '" + region.httpdns().getFirst() + "/v1/ipconfig?app=default&did=me&proto=tcp'");
    out.println();
    out.println("Logs and configuration: " + home.resolve("fleet").resolve(region.region()));
    out.println(howToStop);
    out.flush();
  }
}
