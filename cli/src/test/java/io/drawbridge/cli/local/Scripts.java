package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Processes that are one line of shell; ready once they have written a file of their name. */
final class Scripts {
  /** Ready at once, ends on SIGTERM. */
  static final String SERVE = "echo serving; touch $READY; exec sleep 60";

  private final Path home;
  private final FleetRecord record;
  private final List<LocalProcess> processes = new CopyOnWriteArrayList<>();

  Scripts(Path home) throws IOException {
    this.home = home;
    this.record = FleetRecord.create(settings(home), DevelopmentKey.create(), "token");
  }

  static FleetSettings settings(Path home) {
    return new FleetSettings(home, home, home, 7000, 1, Timers.TEST);
  }

  /** An unexpected end is told to {@code events}. */
  LocalProcess process(Role role, String name, String script, Consumer<String> events) {
    return process(
        role, name, script, (process, how, _) -> events.accept(process.label() + ": " + how));
  }

  LocalProcess process(Role role, String name, String script, LocalProcess.EndListener ends) {
    return process(plan(role, name, script), ends);
  }

  LocalProcess process(ProcessPlan plan, LocalProcess.EndListener ends) {
    LocalProcess process = new LocalProcess(plan, home.toString(), record, ends);
    processes.add(process);
    return process;
  }

  /** Ends everything; nothing is started or written any more. */
  void stop() throws IOException, InterruptedException {
    processes.forEach(LocalProcess::retire);
    Leftovers.stop(home, _ -> {});
    record.delete();
  }

  void record(Role role, String name, ProcessIdentity identity) throws IOException {
    record.add(plan(role, name, ""), identity, Condition.RUNNING);
  }

  ProcessPlan plan(Role role, String name, String script) {
    Path ready = home.resolve(name + ".ready");
    return new ProcessPlan(
        role,
        "local-1",
        name,
        List.of("/bin/sh", "-c", script),
        Map.of("READY", ready.toString()),
        Optional.empty(),
        Map.of("clients", new HostPort("127.1.1.1", 7000)),
        home.resolve(name + ".log"),
        () -> Files.exists(ready) ? Optional.empty() : Optional.of("no file"));
  }
}
