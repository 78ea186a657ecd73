package io.drawbridge.cli.local;

import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Stops processes role by role, each within its limit, and kills what is left. */
final class OrderlyStop {
  /** A killed process is gone as soon as the kernel has freed its memory. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  private final Function<Role, Duration> limits;
  private final Consumer<String> events;

  /** {@code limits} is {@link Role#stopLimit} but in tests. */
  OrderlyStop(Function<Role, Duration> limits, Consumer<String> events) {
    this.limits = limits;
    this.events = events;
  }

  /** One process to be stopped. */
  record Victim(Role role, String name, ProcessIdentity identity) {}

  /** Bounded by the sum of the roles' limits. False if something could not be stopped. */
  boolean stop(List<Victim> victims) throws InterruptedException, IOException {
    Map<Role, List<Victim>> byRole =
        victims.stream()
            .filter(victim -> victim.identity().isAlive())
            .collect(
                Collectors.groupingBy(
                    Victim::role,
                    () -> new TreeMap<>(Comparator.naturalOrder()),
                    Collectors.toList()));
    boolean all = true;
    for (Map.Entry<Role, List<Victim>> group : byRole.entrySet()) {
      all &= stopTogether(group.getValue(), limits.apply(group.getKey()));
    }
    return all;
  }

  private boolean stopTogether(List<Victim> victims, Duration limit)
      throws InterruptedException, IOException {
    for (Victim victim : victims) {
      Signals.send(victim.identity(), "TERM");
      Signals.send(victim.identity(), "CONT"); // a halted process would never see the TERM
    }
    List<ProcessIdentity> identities = victims.stream().map(Victim::identity).toList();
    if (Signals.awaitEnd(identities, limit)) {
      events.accept("stopped " + names(victims));
      return true;
    }
    List<Victim> left = victims.stream().filter(victim -> victim.identity().isAlive()).toList();
    for (Victim victim : left) {
      Signals.send(victim.identity(), "KILL");
    }
    boolean gone = Signals.awaitEnd(identities, KILL_LIMIT);
    String outcome = gone ? "killed " : "could not kill ";
    events.accept(
        outcome + names(left) + " (no end within " + limit.toMillis() + " ms of SIGTERM)");
    return gone;
  }

  private static String names(List<Victim> victims) {
    return victims.stream().map(Victim::name).collect(Collectors.joining(", "));
  }
}
