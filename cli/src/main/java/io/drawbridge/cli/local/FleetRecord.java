package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Keeps {@code fleet.json} in step with what is started. Threads: any. */
final class FleetRecord {
  private final FleetFile file;
  private FleetDocument document;
  private boolean deleted;

  private FleetRecord(FleetFile file, FleetDocument document) {
    this.file = file;
    this.document = document;
  }

  /** A fleet without processes yet, written at once so that {@code down} finds its launcher. */
  static FleetRecord create(FleetSettings settings, DevelopmentKey key, String apiToken)
      throws IOException {
    ProcessIdentity launcher =
        ProcessIdentity.of(ProcessHandle.current().pid())
            .orElseThrow(() -> new IOException("/proc: not readable (expected: Linux)"));
    FleetRecord created =
        new FleetRecord(
            new FleetFile(settings.home()),
            new FleetDocument(
                FleetDocument.VERSION,
                settings.basePort(),
                false,
                launcher,
                Bootstraps.of(settings),
                key.jwk(),
                apiToken,
                regions(settings),
                List.of()));
    created.file.write(created.document);
    return created;
  }

  synchronized FleetDocument document() {
    return document;
  }

  synchronized void add(ProcessPlan plan, ProcessIdentity identity, Condition condition)
      throws IOException {
    document = document.with(entry(plan, identity, condition));
    write();
  }

  synchronized void ready() throws IOException {
    document = document.whenReady();
    write();
  }

  /** For good: what is told later is not written. */
  synchronized void delete() throws IOException {
    deleted = true;
    file.delete();
  }

  private void write() throws IOException {
    if (!deleted) {
      file.write(document);
    }
  }

  private static List<FleetDocument.Region> regions(FleetSettings settings) {
    return IntStream.rangeClosed(1, settings.size().regions())
        .mapToObj(number -> {
          RegionAddresses at = new RegionAddresses(number, settings.basePort());
          return new FleetDocument.Region(
              number,
              FleetSettings.regionName(number),
              List.of("http://" + at.ipconfigHttp(1)),
              IntStream.rangeClosed(1, settings.size().controlPlanes())
                  .mapToObj(index -> "http://" + at.controlPlaneRest(index))
                  .toList());
        })
        .toList();
  }

  private static FleetDocument.ProcessEntry entry(
      ProcessPlan plan, ProcessIdentity identity, Condition condition) {
    Map<String, String> addresses = new TreeMap<>();
    plan.addresses().forEach((use, address) -> addresses.put(use, address.toString()));
    return new FleetDocument.ProcessEntry(
        plan.role().key(),
        plan.region(),
        plan.name(),
        identity.pid(),
        identity.startTicks(),
        addresses,
        plan.log().toString(),
        condition);
  }
}
