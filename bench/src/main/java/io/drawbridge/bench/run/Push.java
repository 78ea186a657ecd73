package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Meter;
import io.drawbridge.bench.yardstick.FanOutOrder;
import io.drawbridge.bench.yardstick.FanOutOrders;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Pushes to clients in turn, in batches, at a fixed rate. {@code acked}: clients acknowledge and
 * the business is told; {@code forget}: neither. Yardsticks push of themselves, on an order.
 */
public final class Push {
  private static final int BATCH = 64;
  private static final double LEAST_ARRIVED = 0.99;
  private static final int RECEIVE_LONGER_SECONDS = 3;

  /** No closed loop goes before, so all code is compiled while the open loop runs. */
  private static final int WARMUPS = 3;

  private static final Duration END_WITHIN = Duration.ofSeconds(30);

  /** The load may be late by this when it begins, and must not be over when the meter stops. */
  private static final long END_MARGIN_MILLIS = 500;

  private final Bench bench;
  private final Size size;
  private final Figures figures;

  public Push(Bench bench, Size size) {
    this.bench = bench;
    this.size = size.warmedFor(size.warmupSeconds() * WARMUPS);
    this.figures = bench.figures();
  }

  /** Everything, the yardsticks first. */
  public void run() throws IOException, InterruptedException, ServersException {
    for (Yardstick kind : bench.yardsticks()) {
      try (Subject yardstick = bench.yardstick(kind)) {
        measure(yardstick);
      }
    }
    try (Subject gateway = bench.gateway()) {
      measure(gateway);
    }
    for (String what : List.of("push.acked", "push.forget")) {
      figures.addRatio(
          what + ".ratio_to_c", what + ".gateway_us_per_message", what + ".c_us_per_message");
    }
  }

  /** The cheaper first: meanwhile what both need is compiled. */
  private void measure(Subject subject) throws IOException, InterruptedException {
    measure(subject, false);
    measure(subject, true);
  }

  private void measure(Subject subject, boolean acked) throws IOException, InterruptedException {
    String what = acked ? "push.acked" : "push.forget";
    figures.say(what + " by " + subject.key());
    subject.awaitEmpty();
    boolean byBusiness = subject instanceof Subject.OfGateway;
    Trial trial = byBusiness ? byBusiness(subject, acked) : byItself(subject, acked);
    String key = what + "." + subject.key();
    figures.add(key + "_us_per_message", trial.microseconds());
    figures.add(key + "_messages_per_second", trial.ratePerSecond());
    if (byBusiness) {
      for (String percentile : List.of("p50_us", "p99_us")) {
        figures.addIfQuiet(
            key + "_" + percentile, trial.answers().number(percentile), trial.othersCores());
      }
    }
  }

  private Trial byItself(Subject subject, boolean acked) throws IOException, InterruptedException {
    FanOutOrder order =
        new FanOutOrder(size.ratePerSecond(), allSeconds() * 1_000, BATCH, Size.BODY_BYTES, acked);
    InetSocketAddress at = new InetSocketAddress(Addresses.MEASURED, Addresses.MEASURED_PORT);
    try (Generator receivers = receivers(subject);
        FanOutOrders running = FanOutOrders.send(at, order)) {
      Meter.Use use = use(subject, List.of(receivers.process()));
      long sent = running.awaitEnd(END_WITHIN);
      receivers.figures();
      return Trial.of(subject, use, Answers.NONE, sent / (double) allSeconds());
    }
  }

  private Trial byBusiness(Subject subject, boolean acked)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--push", Addresses.GRPC));
    arguments.addAll(List.of("--users", Integer.toString(size.connections())));
    arguments.addAll(List.of("--rate", Integer.toString(size.ratePerSecond())));
    arguments.addAll(List.of("--batch", Integer.toString(BATCH)));
    arguments.addAll(List.of("--mode", acked ? "acked" : "forget"));
    arguments.addAll(List.of("--body", Integer.toString(Size.BODY_BYTES)));
    arguments.addAll(List.of("--ramp", Integer.toString(size.warmupSeconds() / 2)));
    arguments.addAll(List.of("--seconds", Integer.toString(allSeconds())));
    try (Child business = bench.business(arguments);
        Generator receivers = receivers(subject)) {
      business.tell("go");
      Meter.Use use = use(subject, List.of(receivers.process(), business));
      Answers answers = Answers.of(business.awaitEnd(END_WITHIN));
      receivers.figures();
      requireOutcome(answers, acked ? "outcome.DELIVERED" : "outcome.SENT");
      return Trial.of(subject, use, answers, answers.number("rate"));
    }
  }

  /** They stay until the last push has come, and some seconds more. */
  private Generator receivers(Subject subject) throws IOException, InterruptedException {
    Size longer = size.longerBy(RECEIVE_LONGER_SECONDS);
    Generator receivers =
        Generator.start(bench.folder(), Load.openLoop("push", longer), subject.tokens());
    receivers.go();
    return receivers;
  }

  /** What does not arrive costs less. */
  private static void requireOutcome(Answers answers, String outcome) throws IOException {
    if (answers.numberOr(outcome, 0) < answers.number("pushed") * LEAST_ARRIVED) {
      throw new IOException(
          "push: %s (expected: %s for 99 of 100 pushed)".formatted(answers.values(), outcome));
    }
  }

  private int allSeconds() {
    return size.warmupSeconds() + size.seconds();
  }

  private Meter.Use use(Subject subject, List<Child> load)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(size.warmupSeconds());
    List<Child> all = new ArrayList<>(subject.processes());
    all.addAll(load);
    Meter meter = Meter.start(all);
    TimeUnit.MILLISECONDS.sleep(size.seconds() * 1_000L - END_MARGIN_MILLIS);
    return meter.stop();
  }
}
