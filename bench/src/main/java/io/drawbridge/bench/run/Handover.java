package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.gateway.Variant;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Meter;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway whose process is replaced by a new one, several times, while its clients stay
 * connected, send messages, get a reply to each, and others come and go.
 */
public final class Handover {
  /** A restart weighs on the second behind it: the code of the new process is cold. */
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final Bench bench;
  private final HandoverSize size;
  private final boolean trained;
  private final Figures figures;
  private final Path folder;
  private double mostOthersCores;

  /**
   * Nothing is started yet.
   *
   * @param trained gateways start from an ahead-of-time cache, if delivered jars are measured
   */
  public Handover(Bench bench, HandoverSize size, boolean trained) {
    this.bench = bench;
    this.trained = trained;
    this.size = size;
    this.figures = bench.figures();
    this.folder = bench.folder().resolve("gateway");
  }

  /**
   * Everything. There are no yardsticks: the bars are.
   *
   * @return the figures that miss their bar, each beside it
   */
  public List<String> run() throws IOException, InterruptedException, ServersException {
    return measure(size.restarts() > 0 ? handingOver() : Variant.USUAL, HandoverRestarts::handOver);
  }

  /** The same with a gateway that is killed and started again: what there is to lose. */
  public List<String> runKilled() throws IOException, InterruptedException, ServersException {
    return measure(Variant.USUAL, HandoverRestarts::kill);
  }

  private interface Restart {
    void in(HandoverRestarts restarts) throws IOException, InterruptedException;
  }

  private Variant handingOver() {
    String socket = folder.resolve("hand-over.socket").toString();
    return new Variant(
        Variant.USUAL.services(),
        Variant.USUAL.more() + "\nhand-over: {socket: \"%s\"}".formatted(socket));
  }

  private List<String> measure(Variant variant, Restart restart)
      throws IOException, InterruptedException, ServersException {
    figures.add("handover.connections", size.connections());
    figures.add("handover.restarts", size.restarts());
    List<String> command =
        trained
            ? bench.trainedGateway()
            : GatewayProgram.measured(bench.lib(), bench.gatewayOptions());
    try (Child business =
            bench.business(List.of("--listen", Addresses.BUSINESS, "--follow", "true"));
        MeasuredGateway gateway = started(command, variant);
        HandoverClients clients = HandoverClients.start(bench.folder(), gateway, size)) {
      SampledSockets sockets = SampledSockets.of(gateway);
      HandoverRestarts restarts = new HandoverRestarts(gateway, figures);
      figures.say("handover: %d connections".formatted(size.connections()));
      clients.warmUp();
      pause(gateway, business, clients);
      for (int i = 1; i <= size.restarts(); i++) {
        figures.say("handover: restart " + i);
        clients.restart();
        restart.in(restarts);
        Thread.sleep(AFTERMATH);
        clients.over();
        pause(gateway, business, clients);
      }
      Told brief = clients.endOfShort();
      Told staying = clients.endOfStaying();
      if (!size.tls()) {
        figures.add("handover.same_sockets", sockets.shareStillAt(gateway.process()));
      }
      business.tell("end");
      Told delivered = new Told(List.of(business.awaitLine("figures", ANSWER_WITHIN)));
      add(staying, delivered);
      figures.add("handover.short_connects", brief.sum("connects"));
      figures.add("handover.refused_connects", brief.sum("refused"));
      addTimes(staying);
      restarts.addTo(figures, !size.tls());
    }
    return HandoverBars.missed(figures);
  }

  private MeasuredGateway started(List<String> command, Variant variant)
      throws IOException, InterruptedException, ServersException {
    return size.tls()
        ? MeasuredGateway.startUnboundWithTls(folder, bench.find(), command, variant)
        : MeasuredGateway.startUnbound(folder, bench.find(), command, variant);
  }

  /** Nothing happens but the load; whoever else uses the machine is noticed. */
  private void pause(MeasuredGateway gateway, Child business, HandoverClients clients)
      throws IOException, InterruptedException {
    List<Child> ours = new ArrayList<>(gateway.processes());
    ours.add(business);
    ours.addAll(clients.processes());
    Meter meter = Meter.start(ours);
    Thread.sleep(Duration.ofSeconds(size.pauseSeconds()));
    mostOthersCores = Math.max(mostOthersCores, meter.stop().othersCores());
  }

  /** Lost is what was never acknowledged, and what was although it never came. */
  private void add(Told staying, Told delivered) throws IOException {
    double sent = staying.sum("sent");
    double acknowledged = staying.sum("acknowledged");
    double never = Math.max(0, acknowledged - delivered.sum("delivered"));
    figures.add("handover.disconnects", staying.sum("disconnects"));
    figures.add("handover.messages_sent", sent);
    figures.add("handover.messages_lost", sent - acknowledged + never);
    figures.add("handover.messages_doubled", delivered.sum("doubled"));
    figures.add("handover.messages_refused", staying.sum("refused"));
    figures.add("handover.pushes_lost", staying.sum("pushes_lost"));
    figures.add("handover.pushes_doubled", staying.sum("pushes_doubled"));
    if (staying.sum("held_back") > 0) {
      figures.say(
          "  not sent, since the window was full: %.0f".formatted(staying.sum("held_back")));
    }
  }

  private void addTimes(Told staying) throws IOException {
    addTime("handover.worst_silence_quiet_ms", staying.largest("worst_quiet_ms"));
    addTime("handover.p99_quiet_ms", staying.largest("p99_quiet_ms"));
    if (staying.sum("during") > 0) {
      addTime("handover.worst_silence_ms", staying.largest("worst_ms"));
      addTime("handover.p99_ms", staying.largest("p99_ms"));
      if (size.tls()) {
        addTime("handover.tls_gap_p99_ms", staying.largest("gap_p99_ms"));
      }
    }
  }

  private void addTime(String key, double millis) {
    figures.addIfQuiet(key, millis, mostOthersCores);
  }
}
