package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.bench.overload.GoodputPlot;
import io.drawbridge.bench.overload.OfferedTier;
import io.drawbridge.bench.overload.OverloadLoadMain;
import io.drawbridge.bench.overload.WorkersMain;
import io.drawbridge.bench.run.OverloadSteps.Measured;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A business of 4 workers that is offered up to ten times what it can do, by clients of four tiers;
 * goodput is what they see acknowledged within 500 ms. Three times: with the gateway's levels,
 * without, and with nothing but a limit of what is under way.
 */
public final class Overload {
  private static final int WORKERS = 4;
  private static final int HIGHEST = 10;

  /** Of the connections, as many more as have a service that nobody answers. */
  private static final int HUNG_PART = 20;

  private static final double BASE_LOAD = 0.7;
  private static final double WARM_UP_LOAD = 2;
  private static final double IDLE_LOAD = 0.5;
  private static final double HUNG_LOAD = 0.05;
  private static final String SETTLED = "settled.";
  private static final double MILLIS = 1_000;

  private final Bench bench;
  private final OverloadSize size;
  private final Figures figures;
  private final Map<Admission, SortedMap<Double, Double>> points = new EnumMap<>(Admission.class);

  public Overload(Bench bench, OverloadSize size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything. There are no yardsticks: what the business can do is one. */
  public void run() throws IOException, InterruptedException, ServersException {
    run(Admission.values());
  }

  void run(Admission... admissions) throws IOException, InterruptedException, ServersException {
    for (Admission admission : admissions) {
      measure(admission);
    }
    figures.addRatio(
        "overload.x10.p99_ratio", "overload.x10.admitted_p99_ms", "overload.base.p99_ms");
    draw();
  }

  private void measure(Admission admission)
      throws IOException, InterruptedException, ServersException {
    try (Child business = business("business", Addresses.BUSINESS, WORKERS);
        Child hung = business("hung-business", Addresses.HUNG_BUSINESS, 0);
        MeasuredGateway gateway =
            MeasuredGateway.start(
                bench.folder().resolve("gateway"),
                bench.find(),
                GatewayProgram.measured(bench.lib(), bench.gatewayOptions()),
                admission.gateway());
        Child clients = clients(gateway)) {
      List<Child> ours = new ArrayList<>(gateway.processes());
      ours.addAll(List.of(business, hung, clients));
      OverloadSteps steps = new OverloadSteps(clients, ours, size, figures);
      steps.warmUp(BASE_LOAD);
      if (admission == Admission.LEVELS) {
        measureChanges(steps);
      }
      measureLoads(admission, steps);
    }
  }

  /** A sudden overload, its end, and a service that hangs beside others. */
  private void measureChanges(OverloadSteps steps) throws IOException, InterruptedException {
    steps.warmUp(WARM_UP_LOAD);
    Measured base = steps.runAfterMore("below", BASE_LOAD);
    figures.add("overload.base.goodput_ratio", base.goodputRatio(SETTLED, capacity()));
    addP99("overload.base.p99_ms", base);
    Measured sudden = steps.run("suddenly ten times", HIGHEST, 0);
    sudden
        .step()
        .numberIfAny("first_refusal_ms")
        .ifPresent(millis -> figures.add("overload.detection_ms", millis));
    add(Admission.LEVELS, HIGHEST, sudden);
    Measured fallen = steps.run("half of it", IDLE_LOAD, 0);
    figures.add(
        "overload.full_admission_seconds",
        fallen.step().numberIfAny("last_refusal_ms").orElse(0.0) / MILLIS);
    Measured beside = steps.run("half of it beside a service that hangs", IDLE_LOAD, HUNG_LOAD);
    figures.add("overload.hung.refused", beside.step().number("hung_refused"));
    figures.add("overload.hung.others_refused", (double) beside.refused());
    figures.add("overload.hung.others_goodput_ratio", beside.goodputRatio(SETTLED, capacity()));
  }

  private int capacity() {
    return size.capacityPerSecond();
  }

  private void measureLoads(Admission admission, OverloadSteps steps)
      throws IOException, InterruptedException {
    for (int load : size.loads()) {
      if (!pointsOf(admission).containsKey((double) load)) {
        add(admission, load, steps.run(load + " times", load, 0));
      }
    }
  }

  private void add(Admission admission, int load, Measured measured) throws IOException {
    String key = "overload." + admission.key + "x" + load + ".";
    figures.add(key + "goodput_ratio", measured.goodputRatio(SETTLED, capacity()));
    if (size.settleSeconds() > 0) {
      figures.add(key + "first_goodput_ratio", measured.goodputRatio("first.", capacity()));
    }
    addP99(key + "admitted_p99_ms", measured);
    for (OfferedTier tier : OfferedTier.values()) {
      String success = tier.key() + "_success";
      measured
          .step()
          .numberIfAny(SETTLED + success)
          .ifPresent(share -> figures.add(key + success, share));
    }
    double good = measured.step().number(SETTLED + "good");
    pointsOf(admission).put((double) load, good / capacity());
  }

  private SortedMap<Double, Double> pointsOf(Admission admission) {
    return points.computeIfAbsent(admission, _ -> new TreeMap<>());
  }

  private void addP99(String key, Measured measured) {
    measured
        .step()
        .numberIfAny(SETTLED + "p99_ms")
        .ifPresent(millis -> figures.addIfQuiet(key, millis, measured.othersCores()));
  }

  private void draw() throws IOException {
    Path file = bench.folder().resolve("overload.png");
    List<GoodputPlot.Curve> curves = new ArrayList<>();
    points.forEach((admission, each) -> curves.add(new GoodputPlot.Curve(admission.title, each)));
    GoodputPlot.write(file, curves);
    figures.say("overload: drawn in " + file);
  }

  /** As a process, at HOST:PORT. */
  private Child business(String name, String address, int workers)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(address.split(":", -1)));
    arguments.add(Integer.toString(workers));
    arguments.add(Integer.toString(size.workMicros(WORKERS)));
    return ready(name, WorkersMain.class, arguments);
  }

  private Child clients(MeasuredGateway gateway) throws IOException, InterruptedException {
    int hung = Math.max(1, size.connections() / HUNG_PART);
    List<String> arguments = new ArrayList<>(gateway.hs256());
    arguments.addAll(List.of("--target", Addresses.MEASURED + ":" + Addresses.MEASURED_PORT));
    arguments.addAll(List.of("--source", Addresses.CLIENTS));
    arguments.addAll(List.of("--connections", Integer.toString(size.connections())));
    arguments.addAll(List.of("--hung-connections", Integer.toString(hung)));
    return ready("clients", OverloadLoadMain.class, arguments);
  }

  private Child ready(String name, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(bench.folder());
    List<String> command = JavaProgram.of(JavaProgram.LOAD, program.getName(), arguments);
    Child child = Child.start(name, bench.folder(), Cores.ofLoad(), command);
    try {
      child.awaitLine("ready", Bench.START_WITHIN);
      return child;
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }
}
