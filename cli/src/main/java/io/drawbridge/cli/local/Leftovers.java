package io.drawbridge.cli.local;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.cli.local.OrderlyStop.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Processes of a launcher that is gone. They are known by the fleet file, and by a variable in
 * their environment, which also finds one that was started in the instant before its launcher was
 * killed.
 */
final class Leftovers {
  /** Set in every child; its value is the fleet's home. */
  static final String MARK = "DRAWBRIDGE_LOCAL_FLEET";

  private Leftovers() {}

  /** Ends what still runs of the fleet in {@code home}, in order. */
  static void stop(Path home, Consumer<String> events) throws IOException, InterruptedException {
    new OrderlyStop(Role::stopLimit, events).stop(of(home));
  }

  /** What still runs of the fleet in {@code home}. */
  static List<Victim> of(Path home) throws IOException {
    Map<ProcessIdentity, Victim> found = new LinkedHashMap<>();
    new FleetFile(home)
        .read()
        .map(FleetDocument::processes)
        .orElse(List.of())
        .forEach(entry -> found.put(entry.identity(), victim(entry)));
    marked(home).forEach(identity -> found.putIfAbsent(identity, unrecorded(identity)));
    return found.values().stream().filter(victim -> victim.identity().isAlive()).toList();
  }

  private static Victim victim(FleetDocument.ProcessEntry entry) {
    return new Victim(
        Role.of(entry.role()).orElse(Role.GATEWAY),
        LocalProcess.label(entry.region(), entry.name()),
        entry.identity());
  }

  private static Victim unrecorded(ProcessIdentity identity) {
    return new Victim(Role.GATEWAY, "pid " + identity.pid(), identity);
  }

  /** Every process of that fleet. */
  static List<ProcessIdentity> marked(Path home) {
    String mark = MARK + "=" + home.toAbsolutePath().normalize() + "\0";
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(directory -> directory.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::parseLong)
          .flatMap(pid -> marked(pid, mark).stream())
          .toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  private static Optional<ProcessIdentity> marked(long pid, String mark) {
    Optional<ProcessIdentity> identity = ProcessIdentity.of(pid);
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      return new String(environment, StandardCharsets.UTF_8).contains(mark)
          ? identity
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // gone, or another user's
    }
  }
}
