package io.drawbridge.cli.orders;

import io.drawbridge.cli.local.FleetException;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.LocalProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Carries out orders on a fleet. Threads: any. */
public final class FleetOrders implements Function<String, Answer> {
  private final LocalFleet fleet;
  private final Consumer<String> events;

  /** {@code events}: told of what was done, one line each. */
  public FleetOrders(LocalFleet fleet, Consumer<String> events) {
    this.fleet = fleet;
    this.events = events;
  }

  /** {@code order}: "VERB NAME". Returns when it is done, at most some minutes later. */
  @Override
  public Answer apply(String order) {
    String[] words = order.split(" ", -1);
    Optional<Verb> verb = Verb.of(words[0]);
    if (words.length != 2 || verb.isEmpty()) {
      return new Answer(Answer.MISUSED, "order: " + order + " (expected: VERB NAME)");
    }
    try {
      return carryOut(verb.get(), words[1]);
    } catch (IllegalArgumentException e) {
      return new Answer(Answer.MISUSED, String.valueOf(e.getMessage()));
    } catch (FleetException e) {
      return new Answer(Answer.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(Answer.FAILED, order + ": the fleet is being stopped");
    }
  }

  private Answer carryOut(Verb verb, String name) throws FleetException, InterruptedException {
    long startNanos = System.nanoTime();
    switch (verb) {
      case KILL -> fleet.kill(name);
      case STOP -> fleet.stop(name);
      case CONT -> fleet.cont(name);
      case START -> fleet.start(name);
      case RESTART -> fleet.restart(name);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    LocalProcess process = fleet.process(name);
    String pid = process.identity().map(identity -> ", pid " + identity.pid()).orElse("");
    String said =
        "%s: %s%s, after %.1f s"
            .formatted(process.label(), process.condition().key(), pid, took.toMillis() / 1000.0);
    events.accept(verb.key() + " " + said);
    return new Answer(Answer.DONE, said);
  }
}
