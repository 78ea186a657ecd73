package io.drawbridge.bench;

import io.drawbridge.bench.run.ReturnsSize;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code bench returns}. */
final class ReturnsOptions {
  @Option(
      names = "--clients",
      description = "Clients of the gateway that is killed (default: ${DEFAULT-VALUE}).")
  private int clients = ReturnsSize.FULL.clients();

  @Option(
      names = "--undisturbed",
      description = "Clients of the other two (default: ${DEFAULT-VALUE}).")
  private int undisturbed = ReturnsSize.FULL.undisturbed();

  @Option(
      names = "--connects",
      description = "CONNECTs a second that each gateway answers (default: ${DEFAULT-VALUE}).")
  private int connects = ReturnsSize.FULL.connectsPerSecond();

  @Option(
      names = "--processes",
      description = "Processes that the clients are divided among (default: ${DEFAULT-VALUE}).")
  private int processes = ReturnsSize.FULL.processes();

  @Option(
      names = "--before",
      description = "Seconds that are measured before the kill (default: ${DEFAULT-VALUE}).")
  private int secondsBefore = ReturnsSize.FULL.secondsBefore();

  @Option(
      names = "--naive",
      description =
          "Of a hundred clients, in the second run, dial at once (default: ${DEFAULT-VALUE}).")
  private int naivePercent = ReturnsSize.FULL.naivePercent();

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "A JVM option for gateways; may be repeated.")
  private List<String> jvm = new ArrayList<>();

  ReturnsSize size() {
    return new ReturnsSize(clients, undisturbed, connects, processes, secondsBefore, naivePercent);
  }

  List<String> jvm() {
    return jvm;
  }
}
