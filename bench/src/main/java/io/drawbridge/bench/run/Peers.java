package io.drawbridge.bench.run;

import io.drawbridge.bench.mqtt.Broker;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Brokers at the MQTT work that is nearest to a gateway's: silent clients; a PUBLISH of QoS 1 to a
 * topic without readers and its PUBACK, which no business has to agree to; connects. The yardstick
 * in C has the same load in our own protocol.
 */
public final class Peers {
  private final Bench bench;
  private final Size size;
  private final Figures figures;

  public Peers(Bench bench, Size size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything. A broker that cannot be had is told, and left out. */
  public void run() throws IOException, InterruptedException, ServersException {
    try (Subject c = bench.yardstick(Yardstick.C)) {
      messages(c, "peers.l20.c", Load.openLoop("upstream", size));
    }
    for (Broker kind : Broker.values()) {
      try (Subject broker = bench.broker(kind)) {
        measure(broker, kind == Broker.HIVEMQ);
      } catch (IOException | ServersException e) {
        figures.say(kind.name().toLowerCase(Locale.ROOT) + ": left out: " + e.getMessage());
      }
    }
  }

  private void measure(Subject broker, boolean java) throws IOException, InterruptedException {
    String key = "peers." + broker.key();
    new Idle(bench, size).measure(broker, key + ".idle.", "connection", java);
    messages(broker, key + ".l20", Load.openLoop("upstream", size));
    messages(
        broker,
        key + ".pipelined",
        Load.closedLoop(
            "upstream",
            Math.min(Upstream.PIPELINED_CONNECTIONS, size.connections()),
            Upstream.PIPELINED_IN_FLIGHT,
            size));
    figures.say(key + ".storm");
    int connects = size.connects() / 4;
    try (Generator generator = broker.load(bench.folder(), Load.storm(connects, Storm.AT_ONCE))) {
      new Storm(bench, size).measure(key + ".storm", broker, generator, connects);
    }
  }

  private void messages(Subject subject, String key, Load load)
      throws IOException, InterruptedException {
    figures.say(key);
    Trial trial = Trial.of(subject, load, bench);
    figures.add(key + "_us_per_message", trial.microseconds());
    figures.add(key + "_messages_per_second", trial.ratePerSecond());
    for (String percentile : List.of("p50_us", "p99_us")) {
      figures.addIfQuiet(
          key + "_" + percentile, trial.answers().number(percentile), trial.othersCores());
    }
  }
}
