package io.drawbridge.bench.run;

import io.drawbridge.bench.fleet.FleetFigures;
import io.drawbridge.bench.fleet.MeasuredFleet;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Memory;
import io.drawbridge.bench.machine.Meter;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Control planes under simulated gateways that report each second, of whom some report another load
 * than before: one region with several replicas, and several regions with one each.
 */
public final class Fleet {
  /** Gateways that report another load, each second. */
  private static final double CHANGES_PERCENT = 2;

  private static final double MEBIBYTE = 1 << 20;

  private final Bench bench;
  private final FleetSize size;
  private final Figures figures;

  public Fleet(Bench bench, FleetSize size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything. */
  public void run() throws IOException, InterruptedException, ServersException {
    oneRegion();
    if (size.regions() > 1) {
      manyRegions();
    }
  }

  /** Subscribers first: what reports cost alone is counted when all code is warm. */
  private void oneRegion() throws IOException, InterruptedException, ServersException {
    figures.say("fleet: %d gateways at %d replicas".formatted(size.gateways(), size.replicas()));
    try (MeasuredFleet fleet = start(1, size.replicas())) {
      fleet.gateways(size.gateways());
      pass(size.warmupSeconds());
      Optional<Count> with =
          size.subscribers() > 0 ? Optional.of(subscribed(fleet)) : Optional.empty();
      pass(size.warmupSeconds());
      Count many = count(fleet);
      reports("fleet.", many, 1);
      with.ifPresent(subscribed -> sending(subscribed, many));
      figures.add("fleet.heap_mib", largestHeap(fleet));
      if (size.fewGateways() > 0) {
        few(fleet, many);
      }
    }
  }

  private void manyRegions() throws IOException, InterruptedException, ServersException {
    figures.say(
        "fleet.regions: %d of %d gateways".formatted(size.regions(), size.gatewaysPerRegion()));
    try (MeasuredFleet fleet = start(size.regions(), 1)) {
      fleet.gateways(size.gatewaysPerRegion());
      pass(3 * size.warmupSeconds());
      reports("fleet.regions.", count(fleet), size.regions());
      figures.add("fleet.regions.heap_mib", largestHeap(fleet));
    }
  }

  private void reports(String key, Count count, int regions) {
    figures.add(key + "report_to_snapshot_p50_ms", count.fleet.p50Millis());
    figures.add(key + "report_to_snapshot_p99_ms", count.fleet.p99Millis());
    figures.add(key + "us_per_report_and_replica", count.microsecondsPerReport());
    figures.add(key + "reports_per_second", count.fleet.reports() / count.use.seconds());
    figures.add(key + "etcd_writes_per_second", count.etcdWrites / count.use.seconds() / regions);
  }

  private Count subscribed(MeasuredFleet fleet) throws IOException, InterruptedException {
    figures.say("fleet: %d subscribers".formatted(size.subscribers()));
    fleet.subscribers(size.subscribers());
    pass(size.warmupSeconds());
    Count with = count(fleet);
    fleet.subscribers(0);
    return with;
  }

  /** What sending costs: with subscribers, less without. */
  private void sending(Count with, Count without) {
    double reports = with.fleet.reports() / without.fleet.reports();
    double sending = with.processorSeconds - without.processorSeconds * reports;
    double snapshots = with.fleet.snapshots();
    figures.add("fleet.us_per_snapshot_sent", sending * 1e6 / snapshots);
    figures.add("fleet.snapshots_sent_per_second", snapshots / with.use.seconds());
    figures.add("fleet.bytes_per_snapshot_sent", with.fleet.snapshotBytes() / snapshots);
    figures.add("fleet.subscribed.report_to_snapshot_p50_ms", with.fleet.p50Millis());
    figures.add("fleet.subscribed.report_to_snapshot_p99_ms", with.fleet.p99Millis());
  }

  /** The same processes, warm, with a tenth of the gateways. */
  private void few(MeasuredFleet fleet, Count many) throws IOException, InterruptedException {
    figures.say("fleet: %d gateways".formatted(size.fewGateways()));
    fleet.gateways(size.fewGateways()); // those who left are shown for a minute: until they are not
    pass(size.warmupSeconds());
    Count few = count(fleet);
    figures.add("fleet.few.us_per_report_and_replica", few.microsecondsPerReport());
    figures.add(
        "fleet.cost_per_gateway_ratio", many.microsecondsPerReport() / few.microsecondsPerReport());
  }

  private MeasuredFleet start(int regions, int replicas)
      throws IOException, InterruptedException, ServersException {
    return MeasuredFleet.start(
        bench.folder().resolve("fleet"),
        bench.find().etcd(),
        GatewayProgram.measuredControlPlane(bench.lib(), bench.gatewayOptions()),
        regions,
        replicas,
        CHANGES_PERCENT);
  }

  private Count count(MeasuredFleet fleet) throws IOException, InterruptedException {
    fleet.restart();
    double writes = fleet.etcdWrites();
    Meter meter = Meter.start(fleet.processes());
    pass(size.seconds());
    Meter.Use use = meter.stop();
    double processorSeconds =
        fleet.controlPlanes().stream().mapToDouble(one -> use.processorSeconds().get(one)).sum();
    Count count = new Count(fleet.figures(), use, processorSeconds, fleet.etcdWrites() - writes);
    figures.say("  " + count);
    return count;
  }

  private static void pass(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  private static double largestHeap(MeasuredFleet fleet) throws IOException, InterruptedException {
    double largest = 0;
    for (Child controlPlane : fleet.controlPlanes()) {
      largest = Math.max(largest, Memory.liveHeapBytes(controlPlane) / MEBIBYTE);
    }
    return largest;
  }

  /** One state of a fleet over the seconds that count. */
  private record Count(
      FleetFigures fleet, Meter.Use use, double processorSeconds, double etcdWrites) {
    double microsecondsPerReport() {
      return processorSeconds * 1e6 / fleet.reports();
    }

    @Override
    public String toString() {
      return "%s; %.2f s of processor time, others %.2f cores"
          .formatted(fleet, processorSeconds, use.othersCores());
    }
  }
}
