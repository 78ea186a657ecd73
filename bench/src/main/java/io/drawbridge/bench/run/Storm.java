package io.drawbridge.bench.run;

import io.drawbridge.bench.machine.Meter;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.util.List;

/**
 * Clients that come, each with a token of its own, are given a session and leave by CLOSE; some at
 * once, the next when one has gone. A gateway writes each into the directory and takes it out
 * again.
 */
public final class Storm {
  static final int AT_ONCE = 64;

  private final Bench bench;
  private final Size size;
  private final Figures figures;

  public Storm(Bench bench, Size size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything, the yardsticks first. */
  public void run() throws IOException, InterruptedException, ServersException {
    for (Yardstick kind : bench.yardsticks()) {
      try (Subject yardstick = bench.yardstick(kind)) {
        measure("storm." + yardstick.key(), yardstick, yardstick.tokens(), size.connects());
      }
    }
    try (Subject.OfGateway gateway = bench.gateway()) {
      warm(gateway);
      measure("storm.gateway", gateway, gateway.tokens(), size.connects());
      measure("storm.rs256.gateway", gateway, gateway.gateway().rs256(), size.connects() / 4);
    }
    figures.addRatio("storm.ratio_to_c", "storm.gateway_us_per_connect", "storm.c_us_per_connect");
  }

  /** All that a connect needs is compiled before connects count. */
  private void warm(Subject gateway) throws IOException, InterruptedException {
    int connects = size.connects() / 2;
    figures.say("storm: " + connects + " connects that do not count");
    Load load = Load.storm(connects, AT_ONCE);
    try (Generator generator = Generator.start(bench.folder(), load, gateway.tokens())) {
      generator.go();
      generator.figures();
    }
  }

  private void measure(String key, Subject subject, List<String> tokens, int connects)
      throws IOException, InterruptedException {
    figures.say(key + ": " + connects + " connects");
    Load load = Load.storm(connects, AT_ONCE);
    try (Generator generator = Generator.start(bench.folder(), load, tokens)) {
      var _ = measure(key, subject, generator, connects);
    }
  }

  /** Its clients come and go. */
  Answers measure(String key, Subject subject, Generator generator, int connects)
      throws IOException, InterruptedException {
    Meter meter = Meter.start(Trial.with(subject, generator.process()));
    generator.go();
    Answers answers = generator.figures();
    Meter.Use use = meter.stop();
    figures.add(key + "_us_per_connect", use.microsecondsPer(subject.process(), connects));
    figures.add(key + "_connects_per_second", connects / answers.number("seconds"));
    return answers;
  }
}
