package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.gateway.MeasuredRegion;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.bench.machine.Meter;
import io.drawbridge.bench.returns.ReturnsMain;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Three gateways of a region, of which one is killed: all its clients come back to the other two at
 * once, and those have clients of their own. Twice: with clients that wait as the client libraries
 * do, and with some among them that dial again at once, whatever they are told.
 */
public final class Returns {
  private static final int GATEWAYS = 3;
  private static final int KILLED = 0;
  private static final List<Integer> LEFT = List.of(1, 2);
  private static final Duration CONNECTED_WITHIN = Duration.ofMinutes(5);
  private static final Duration BACK_WITHIN = Duration.ofMinutes(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  /** Of the limit, at which clients connect before anything is measured. */
  private static final double CALM = 0.8;

  private final Bench bench;
  private final ReturnsSize size;
  private final Figures figures;

  public Returns(Bench bench, ReturnsSize size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything. There are no yardsticks: the limit is one. */
  public void run() throws IOException, InterruptedException, ServersException {
    figures.add("returns.clients", size.clients());
    measure("returns.", 0);
    runNaive();
  }

  /** With naive clients among them. */
  void runNaive() throws IOException, InterruptedException, ServersException {
    measure("returns.naive_", size.naivePercent());
  }

  private void measure(String key, int naivePercent)
      throws IOException, InterruptedException, ServersException {
    List<Child> clients = new ArrayList<>();
    try (MeasuredRegion region = region()) {
      try {
        int pings = Math.max(1, size.undisturbed());
        Child undisturbed =
            start("undisturbed", region, LEFT, size.undisturbed(), 0, List.of(0, pings));
        clients.add(undisturbed);
        int each = size.clients() / size.processes();
        for (int process = 0; process < size.processes(); process++) {
          int first = size.undisturbed() + process * each;
          clients.add(
              start(
                  "returning-" + process, region, order(), each, first, List.of(naivePercent, 0)));
        }
        for (Child child : clients) {
          child.awaitLine("ready", CONNECTED_WITHIN);
        }
        kill(key, region, undisturbed, clients.subList(1, clients.size()));
      } finally {
        clients.forEach(Child::kill);
      }
    }
  }

  private void kill(String key, MeasuredRegion region, Child undisturbed, List<Child> returning)
      throws IOException, InterruptedException {
    List<Child> clients = new ArrayList<>(returning);
    clients.add(undisturbed);
    figures.say(key + ": the undisturbed alone");
    ask(undisturbed, "measure", "measuring");
    Meter alone = meter(region, clients);
    Thread.sleep(Duration.ofSeconds(size.secondsBefore()));
    addP99(key + "undisturbed_p99_ms_before", undisturbed, alone);
    ask(undisturbed, "measure", "measuring");
    for (Child child : returning) {
      child.tell("return");
    }
    AcceptRates rates = AcceptRates.start(region, LEFT);
    try {
      figures.say(key + ": " + size.clients() + " clients lose their gateway");
      long killedNanos = System.nanoTime();
      region.kill(KILLED);
      Meter beside = meter(region, clients);
      for (Child child : returning) {
        child.awaitLine("back", BACK_WITHIN);
      }
      figures.add(key + "all_back_s", (System.nanoTime() - killedNanos) / 1e9);
      addP99(key + "undisturbed_p99_ms_during", undisturbed, beside);
    } finally {
      rates.end();
    }
    figures.addRatio(
        key + "p99_ratio", key + "undisturbed_p99_ms_during", key + "undisturbed_p99_ms_before");
    double limit = size.connectsPerSecond();
    figures.add(key + "accept_rate_max_over_limit", rates.mostConnects() / limit);
    figures.add(
        key + "socket_rate_max_over_limit",
        rates.mostSockets() / (MeasuredRegion.SOCKETS_PER_CONNECT * limit));
    addDials(key, returning);
  }

  private static Meter meter(MeasuredRegion region, List<Child> clients) throws IOException {
    List<Child> all = new ArrayList<>(region.processes());
    all.addAll(clients);
    return Meter.start(all);
  }

  private void addP99(String key, Child undisturbed, Meter meter)
      throws IOException, InterruptedException {
    double millis = new Told(List.of(ask(undisturbed, "figures", "figures"))).largest("p99_ms");
    figures.addIfQuiet(key, millis, meter.stop().othersCores());
  }

  private void addDials(String key, List<Child> returning)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Child child : returning) {
      lines.add(ask(child, "figures", "figures"));
    }
    Told told = new Told(lines);
    for (String share : List.of("half_back_s", "most_back_s")) {
      figures.add(key + share, told.largest(share));
    }
    for (String what : List.of("dials", "failed_dials", "gave_up", "refusals")) {
      figures.add(key + what + "_per_client", told.sum(what) / size.clients());
    }
    double ofNaive = told.sum("naive_dials");
    if (ofNaive > 0) {
      figures.add(
          key + "dials_per_naive_client", ofNaive * 100 / size.naivePercent() / size.clients());
    }
  }

  private MeasuredRegion region() throws IOException, InterruptedException, ServersException {
    return MeasuredRegion.start(
        bench.folder().resolve("region"),
        bench.find(),
        GatewayProgram.measured(bench.lib(), bench.gatewayOptions()),
        GatewayProgram.measuredControlPlane(bench.lib(), bench.gatewayOptions()),
        GATEWAYS,
        KILLED,
        size.connectsPerSecond());
  }

  private static List<Integer> order() {
    List<Integer> order = new ArrayList<>(List.of(KILLED));
    order.addAll(LEFT);
    return order;
  }

  /**
   * Clients of a process of their own.
   *
   * @param gateways that they may use
   * @param percentAndPings how many of a hundred are naive, and PINGs a second of all
   */
  private Child start(
      String name,
      MeasuredRegion region,
      List<Integer> gateways,
      int clients,
      int firstUser,
      List<Integer> percentAndPings)
      throws IOException {
    int homes = gateways.contains(KILLED) ? 1 : gateways.size();
    double dials = CALM * size.connectsPerSecond() * homes / (homes == 1 ? size.processes() : 1);
    List<String> arguments = new ArrayList<>(region.hs256());
    String doors = gateways.stream().map(region.doors()::get).collect(Collectors.joining(","));
    Map.of(
            "gateways",
            doors,
            "homes",
            homes,
            "source",
            Addresses.CLIENTS,
            "clients",
            clients,
            "first-user",
            firstUser,
            "naive-percent",
            percentAndPings.getFirst(),
            "dials",
            Math.max(1, (int) dials),
            "pings",
            percentAndPings.getLast())
        .forEach((option, value) -> arguments.addAll(List.of("--" + option, value.toString())));
    List<String> command = JavaProgram.of(JavaProgram.LOAD, ReturnsMain.class.getName(), arguments);
    return Child.start(
        name, bench.folder(), Cores.ofLoad(), homes == 1 ? Cores.behind(command) : command);
  }

  private static String ask(Child child, String order, String answer)
      throws IOException, InterruptedException {
    child.tell(order);
    return child.awaitLine(answer, ANSWER_WITHIN);
  }
}
