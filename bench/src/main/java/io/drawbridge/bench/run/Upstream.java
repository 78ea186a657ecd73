package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;

/**
 * Messages from clients. {@code local}: PINGs, which whoever holds the connection answers itself.
 * {@code upstream}: acknowledged by the business behind the gateway; yardsticks have none and
 * acknowledge themselves. {@code l20} is the open loop of {@link Size}, {@code pipelined} a closed
 * one in which each client always has some messages unanswered.
 */
public final class Upstream {
  static final int PIPELINED_CONNECTIONS = 100;
  static final int PIPELINED_IN_FLIGHT = 16;

  private final Bench bench;
  private final Size size;
  private final Figures figures;

  public Upstream(Bench bench, Size size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything, the yardsticks first. */
  public void run() throws IOException, InterruptedException, ServersException {
    for (Yardstick kind : bench.yardsticks()) {
      try (Subject yardstick = bench.yardstick(kind)) {
        measure(yardstick);
      }
    }
    try (Subject gateway = bench.gatewayWithBusiness()) {
      measure(gateway);
    }
    for (String what : new String[] {"local.l20", "upstream.l20", "upstream.pipelined"}) {
      figures.addRatio(
          what + ".ratio_to_c", what + ".gateway_us_per_message", what + ".c_us_per_message");
      figures.addRatio(
          what + ".ratio_to_netty",
          what + ".gateway_us_per_message",
          what + ".netty_us_per_message");
    }
  }

  /** The closed loop first: its millions of messages have all code compiled before the others. */
  private void measure(Subject subject) throws IOException, InterruptedException {
    int connections = Math.min(PIPELINED_CONNECTIONS, size.connections());
    measure(
        "upstream.pipelined",
        subject,
        Load.closedLoop("upstream", connections, PIPELINED_IN_FLIGHT, size));
    measure("local.l20", subject, Load.openLoop("ping", size));
    measure("upstream.l20", subject, Load.openLoop("upstream", size));
  }

  private void measure(String what, Subject subject, Load load)
      throws IOException, InterruptedException {
    figures.say(what + " of " + subject.key());
    subject.awaitEmpty();
    RoutedTimes before = routedTimes(subject);
    Trial trial = Trial.of(subject, load, bench);
    String key = what + "." + subject.key();
    figures.add(key + "_us_per_message", trial.microseconds());
    figures.add(key + "_messages_per_second", trial.ratePerSecond());
    for (String percentile : new String[] {"p50_us", "p99_us"}) {
      figures.addIfQuiet(
          key + "_" + percentile, trial.answers().number(percentile), trial.othersCores());
    }
    if (subject instanceof Subject.OfGateway && what.equals("upstream.l20")) {
      figures.addIfQuiet(
          what + ".inside_p99_us",
          routedTimes(subject).since(before).percentileMicros(0.99),
          trial.othersCores());
    }
  }

  /** What the gateway says of itself; nothing of a yardstick. */
  private static RoutedTimes routedTimes(Subject subject) throws IOException, InterruptedException {
    if (subject instanceof Subject.OfGateway(MeasuredGateway gateway, _)) {
      return RoutedTimes.read(gateway.metrics());
    }
    return RoutedTimes.NONE;
  }
}
