package io.drawbridge.bench.run;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Meter;
import io.drawbridge.bench.overload.Step;
import io.drawbridge.bench.overload.StepFigures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells the clients of a run what load to make, one step after the other. Threads: one. */
final class OverloadSteps {
  /** From the end of a step to its figures. */
  private static final Duration FIGURES_WITHIN = Duration.ofSeconds(30);

  private final Child clients;
  private final List<Child> ours;
  private final OverloadSize size;
  private final Figures figures;

  /**
   * @param ours all processes of the run: whatever else works is a stranger
   */
  OverloadSteps(Child clients, List<Child> ours, OverloadSize size, Figures figures) {
    this.clients = clients;
    this.ours = List.copyOf(ours);
    this.size = size;
    this.figures = figures;
  }

  /**
   * One step.
   *
   * @param othersCores what strangers used while it counted
   */
  record Measured(StepFigures step, double othersCores) {
    /** What was good, of the most that could have been. */
    double goodputRatio(String window, int capacityPerSecond) throws IOException {
      double most = Math.min(step.number(window + "offered"), capacityPerSecond);
      return most == 0 ? 0 : step.number(window + "good") / most;
    }

    long refused() {
      return step.reasons().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** The load, in multiples of what the business can do. */
  Measured run(String what, double load, double hungLoad) throws IOException, InterruptedException {
    return run(what, step(load, hungLoad, size.settleSeconds(), size.seconds()));
  }

  /** The same with more time to settle: what was before was more than the business can do. */
  Measured runAfterMore(String what, double load) throws IOException, InterruptedException {
    return run(what, step(load, 0, 2 * size.settleSeconds(), size.seconds()));
  }

  /** Nothing of it is kept: programs compile their code. */
  void warmUp(double load) throws IOException, InterruptedException {
    if (size.settleSeconds() == 0) {
      return; // nothing of this run is settled
    }
    Measured _ = run("warm-up", step(load, 0, size.settleSeconds(), 1));
  }

  private Step step(double load, double hungLoad, int settleSeconds, int seconds) {
    int capacity = size.capacityPerSecond();
    return new Step((int) (load * capacity), (int) (hungLoad * capacity), settleSeconds, seconds);
  }

  private Measured run(String what, Step step) throws IOException, InterruptedException {
    figures.say("overload: %s, %d messages a second".formatted(what, step.ratePerSecond()));
    clients.tell(step.line());
    TimeUnit.SECONDS.sleep(step.settleSeconds());
    Meter meter = Meter.start(ours);
    TimeUnit.SECONDS.sleep(step.seconds());
    double othersCores = meter.stop().othersCores();
    StepFigures told = StepFigures.parse(clients.awaitLine(StepFigures.LINE, FIGURES_WITHIN));
    if (told.number(StepFigures.FAILURES) > 0) {
      throw new IOException("overload: clients were lost (expected: none; their log says more)");
    }
    figures.say(
        "  a second: %.0f offered, %.0f in time, %.0f late or too late, %.0f refused: %s"
            .formatted(
                told.number("settled.offered"),
                told.number("settled.good"),
                told.number("settled.slow") + told.number("settled.late"),
                told.number("settled.refused"),
                told.reasons()));
    return new Measured(told, othersCores);
  }
}
