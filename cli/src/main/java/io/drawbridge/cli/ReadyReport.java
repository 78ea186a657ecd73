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
    out.println("Console: " + region.controlPlanes().getFirst() + "/#token=" + fleet.apiToken());
    out.println();
    out.println("Try, in other terminals:");
    out.println("  ./drawbridge connect --user bob" + last(fleet));
    out.println("  echo hello | ./drawbridge connect --user alice --to bob");
    out.println(
        "  curl '" + region.httpdns().getFirst() + "/v1/ipconfig?app=default&did=me&proto=tcp'");
    out.println("  ./drawbridge local kill gw-1        # then `local start gw-1`");
    out.println("  ./drawbridge local start gw-" + (gateways(fleet) + 1));
    out.println();
    out.println("Logs and configuration: " + home.resolve("fleet"));
    out.println(howToStop);
    out.flush();
  }

  /** Nobody need say which region is the only one. */
  private static String last(FleetDocument fleet) {
    return fleet.regions().size() == 1 ? "" : " --region " + fleet.regions().size();
  }

  private static long gateways(FleetDocument fleet) {
    String first = fleet.regions().getFirst().region();
    return fleet.processes().stream()
        .filter(process -> process.role().equals("gateway") && process.region().equals(first))
        .count();
  }
}
