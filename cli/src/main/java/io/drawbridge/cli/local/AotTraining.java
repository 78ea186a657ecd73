package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Folders;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes the ahead-of-time caches of our programs: a throwaway fleet of one process a role starts,
 * delivers a message, restarts its gateway under its clients and stops, each process writing down
 * which classes it used and how its methods ran; the JVM then assembles a cache from each. A
 * process that starts with one compiles at once what it will need, and not by what it met first: a
 * hot restart waits for compilers more than for anything else.
 */
public final class AotTraining {
  /** One takes about 5 s on an idle core. */
  private static final Duration ASSEMBLY_LIMIT = Duration.ofSeconds(90);

  /** Writing takes about 2 s on an idle core. */
  private static final Duration RECORD_LIMIT = Duration.ofSeconds(60);

  /** How long a gateway practises to take over: what it writes down is mostly of that. */
  private static final Duration REHEARSAL = Duration.ofSeconds(8);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Path lib;
  private final Path work;
  private final Path servers;
  private final Consumer<String> events;
  private final List<String> gatewayOptions;

  /**
   * Nothing is done yet.
   *
   * @param lib the jars; the caches go into its folder {@code aot}
   * @param work ours alone, deleted afterwards
   * @param servers as in {@link FleetSettings}
   */
  public AotTraining(Path lib, Path work, Path servers, Consumer<String> events) {
    this(lib, work, servers, events, JavaCommand.GATEWAY_OPTIONS);
  }

  /**
   * For gateways that run with other options of the JVM, which must be the same in training.
   *
   * @param gatewayOptions all of them
   */
  public AotTraining(
      Path lib, Path work, Path servers, Consumer<String> events, List<String> gatewayOptions) {
    this.gatewayOptions = List.copyOf(gatewayOptions);
    this.lib = lib.toAbsolutePath().normalize();
    this.work = work.toAbsolutePath().normalize();
    this.servers = servers;
    this.events = events;
  }

  /**
   * Returns when all caches are there.
   *
   * @throws FleetException if one is not; processes of its role start without
   */
  public void run() throws FleetException, InterruptedException {
    try {
      Files.createDirectories(lib.resolve("aot"));
      Path recorded = Files.createDirectories(Folders.recreate(work).resolve("recorded"));
      record(recorded);
      for (Role role : JavaCommand.ROLES) {
        assemble(role, JavaCommand.recorded(recorded, role), JavaCommand.cache(lib, role));
      }
      Folders.delete(work);
    } catch (IOException e) {
      throw new FleetException("training: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the gateway's cache alone.
   *
   * @param cache where it belongs
   * @throws FleetException if it could not be made
   */
  public void runForGateway(Path cache) throws FleetException, InterruptedException {
    try {
      Files.createDirectories(cache.toAbsolutePath().getParent());
      Path recorded = Files.createDirectories(Folders.recreate(work).resolve("recorded"));
      record(recorded);
      assemble(Role.GATEWAY, JavaCommand.recorded(recorded, Role.GATEWAY), cache);
      Folders.delete(work);
    } catch (IOException e) {
      throw new FleetException("training: " + e.getMessage(), e);
    }
  }

  private void record(Path folder) throws FleetException, InterruptedException {
    FleetSettings settings =
        new FleetSettings(
            work,
            lib,
            servers,
            LocalFleet.freeBasePort(),
            FleetSize.ONE_OF_EACH,
            Timers.TEST.withRehearsal(REHEARSAL),
            Restart.NEVER,
            Map.of());
    JavaCommand recording = JavaCommand.recording(lib, folder, gatewayOptions);
    try (LocalFleet fleet = LocalFleet.create(settings, recording, _ -> {})) {
      fleet.start();
      restartGateway(fleet, recording);
      endPatiently(fleet);
    } catch (IOException e) {
      throw new FleetException("training: " + e.getMessage(), e);
    }
  }

  /**
   * The process before has written when it is gone, and the next one writes over it later. It is
   * started here: under nohup nobody hears SIGHUP.
   */
  private void restartGateway(LocalFleet fleet, JavaCommand recording)
      throws FleetException, IOException, InterruptedException {
    LocalProcess gateway =
        fleet.processes().stream()
            .filter(process -> process.role() == Role.GATEWAY)
            .findFirst()
            .orElseThrow();
    ProcessIdentity before = gateway.identity().orElseThrow();
    Process next = start(recording.succession(configurationOf(before)));
    if (!Signals.awaitEnd(List.of(before), RECORD_LIMIT)) {
      next.destroy();
      throw new FleetException(
          "training: the gateway's process was not replaced; "
              + LogTail.lastLine(nextLog()).orElse("the next one has said nothing"));
    }
    long endNanos = System.nanoTime() + RECORD_LIMIT.toNanos();
    while (gateway.identity().filter(before::equals).isPresent()
        || gateway.state() == ProcessIdentity.State.DEAD) {
      if (System.nanoTime() - endNanos > 0) {
        throw new FleetException("training: the launcher does not know the gateway's next process");
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(nextLog().toFile());
    builder.environment().put(Leftovers.MARK, work.toString());
    return builder.start();
  }

  private Path nextLog() {
    return work.resolve("next.log");
  }

  /** The last word of its command line. */
  private static Path configurationOf(ProcessIdentity process) throws IOException {
    String[] words =
        Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).split("\0", -1);
    return Path.of(words[words.length - 2]);
  }

  /** Programs write what they recorded when they end, which takes longer than an ordinary end. */
  private static void endPatiently(LocalFleet fleet) throws IOException, InterruptedException {
    List<ProcessIdentity> programs =
        fleet.processes().stream()
            .filter(process -> JavaCommand.ROLES.contains(process.role()))
            .flatMap(process -> process.identity().stream())
            .toList();
    for (ProcessIdentity program : programs) {
      Signals.send(program, "TERM");
    }
    Signals.awaitEnd(programs, RECORD_LIMIT);
  }

  private void assemble(Role role, Path recorded, Path cache)
      throws FleetException, IOException, InterruptedException {
    Path next = cache.resolveSibling(role.key() + ".new");
    File log = work.resolve(role.key() + ".log").toFile();
    JavaCommand command = JavaCommand.recording(lib, work, gatewayOptions);
    Process java =
        new ProcessBuilder(command.assembling(role, recorded, next))
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    boolean ended = java.waitFor(ASSEMBLY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended || java.exitValue() != 0 || !Files.exists(next)) {
      java.destroyForcibly().waitFor();
      throw new FleetException(
          "training: no cache for "
              + role.key()
              + LogTail.lastLine(log.toPath()).map(line -> ": " + line).orElse(""));
    }
    Files.move(next, cache, StandardCopyOption.ATOMIC_MOVE); // never half a cache under its name
    events.accept("%s: %d MiB".formatted(cache.getFileName(), Files.size(cache) >> 20));
  }
}
