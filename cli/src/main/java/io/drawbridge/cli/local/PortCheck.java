package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.ports.PortHolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds out before anything starts that a port is taken, and by whom. */
final class PortCheck {
  private static final int ATTEMPTS = 50;

  /** A whole fleet in the way would fill the screen. */
  private static final int MAX_NAMED = 4;

  private PortCheck() {}

  static void requireFree(List<ProcessPlan> plans) throws FleetException {
    List<String> taken = new ArrayList<>();
    for (ProcessPlan plan : plans) {
      if (plan.namespace().isPresent()) {
        continue; // ports of another network namespace are not ours to look at
      }
      plan.addresses()
          .forEach((use, address) -> {
            if (PortHolder.isTaken(address.toSocketAddress())) {
              taken.add(describe(plan, use, address));
            }
          });
    }
    if (!taken.isEmpty()) {
      int more = taken.size() - MAX_NAMED;
      throw new FleetException(
          taken.stream().limit(MAX_NAMED).collect(Collectors.joining("\n"))
              + (more > 0 ? "\nand " + more + " more" : "")
              + "\n(expected: free ports; end who holds them, or move all by --base-port N)");
    }
  }

  /** A base port whose whole range nobody listens on, below the ports the system hands out. */
  static int freeBasePort() {
    return ThreadLocalRandom.current()
        .ints(ATTEMPTS, 100, 320)
        .map(hundreds -> hundreds * 100)
        .filter(PortCheck::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no 51 free ports between 10000 and 32000"));
  }

  private static boolean isFree(int basePort) {
    return IntStream.rangeClosed(basePort, basePort + RegionAddresses.HIGHEST_OFFSET)
        .noneMatch(PortHolder::isTakenAnywhere);
  }

  private static String describe(ProcessPlan plan, String use, HostPort address) {
    return address
        + " ("
        + plan.name()
        + " "
        + use
        + "): in use"
        + PortHolder.of(address.toSocketAddress()).map(holder -> " by " + holder).orElse("");
  }
}
