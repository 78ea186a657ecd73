package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A gateway without a fleet that can hand over, and the processes that it has had. The one that
 * runs is called the old one, the one that is to take over the new one. Threads: one.
 */
final class HandingOver implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final Pattern STARTED = Pattern.compile("restart: process (\\d+) is started by");

  /** The next process has the keys of the one before: clients resume at either. */
  private static final String RESUME_KEYS =
      "current: {id: test, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY}\n";

  private final Path log;
  private final Path configuration;
  private final int clientPort;
  private ProcessHandle old;
  private int linesBefore;

  private HandingOver(Path log, Path configuration, int clientPort, ProcessHandle old) {
    this.log = log;
    this.configuration = configuration;
    this.clientPort = clientPort;
    this.old = old;
  }

  /** Returns when it takes clients. */
  static HandingOver start(Path folder, int businessPort, int grpcPort) throws IOException {
    int clientPort = LoneGateway.freePort();
    Path configuration = folder.resolve("gw-1.yaml");
    List<String> command =
        Classes.BUILT.gateway(configuration).stream()
            .map(word -> word.replace("LOG_LEVEL=WARN", "LOG_LEVEL=INFO"))
            .toList();
    String basis =
        LoneGateway.configuration(
            "gw-1", folder, businessPort, clientPort, grpcPort, LoneGateway.freePort());
    Path resumeKeys = Files.writeString(folder.resolve("resume-keys.yaml"), RESUME_KEYS);
    Files.writeString(
        configuration,
        basis.replace("tokens: {", "tokens: {resume-keys: \"" + resumeKeys + "\", ")
            + """
            hand-over:
              socket: "%s"
              command: [%s]
              rehearsal: 0s
            """
                .formatted(socket(folder), quoted(command)));
    for (ProcessHandle left : all(configuration)) {
      kill(left); // of a run that was killed
    }
    Path log = folder.resolve("gw-1.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
    HandingOver started = new HandingOver(log, configuration, clientPort, process.toHandle());
    var _ = started.awaitLine("gateway: started in");
    return started;
  }

  /** The recording's own folder may have too long a name. */
  private static Path socket(Path folder) throws IOException {
    return Files.createTempDirectory(folder.getFileName().toString()).resolve("socket");
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
  }

  List<String> forClients() {
    return List.of("--gateway", "gw-1=127.0.0.1:" + clientPort);
  }

  /** SIGHUP: it starts its next process. */
  void restart() throws IOException {
    linesBefore = lines().size();
    signal("HUP", old);
  }

  /** Waits until the log has this since the last restart; looks very often. */
  String awaitLine(String text) {
    return await(text)
        .atMost(WITHIN)
        .pollInterval(LOOK_AGAIN)
        .until(() -> line(text), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<String> line(String text) throws IOException {
    return lines().stream().skip(linesBefore).filter(line -> line.contains(text)).findFirst();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(log);
  }

  ProcessHandle old() {
    return old;
  }

  /** Once the old one has started it, which its log tells. */
  ProcessHandle next() {
    Matcher started = STARTED.matcher(awaitLine("restart: process "));
    if (!started.find()) {
      throw new AssertionError("no pid in " + log);
    }
    return ProcessHandle.of(Long.parseLong(started.group(1))).orElseThrow();
  }

  /** Every process of it that lives. */
  private List<ProcessHandle> all() {
    return all(configuration);
  }

  private static List<ProcessHandle> all(Path configuration) {
    String last = configuration.toString();
    return ProcessHandle.allProcesses()
        .filter(each -> isOf(each, last))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static boolean isOf(ProcessHandle process, String last) {
    try {
      String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return line.endsWith("\0" + last + "\0");
    } catch (IOException _) {
      return false; // gone
    }
  }

  /** Waits until one process is left, which is the old one from then on. */
  void awaitOne() {
    await("one process is left").atMost(WITHIN).until(() -> all().size() == 1);
    old = all().getFirst();
  }

  /** SIGKILL. */
  static void kill(ProcessHandle process) throws IOException {
    signal("KILL", process);
  }

  static void signal(String signal, ProcessHandle process) throws IOException {
    Commands.run("kill", "-" + signal, Long.toString(process.pid()));
  }

  /** Descriptors of clients' connections that this process has, as the kernel says. */
  long connections() throws IOException {
    return ConnectedSockets.of(old.pid(), clientPort);
  }

  @Override
  public void close() throws IOException {
    for (ProcessHandle each : all()) {
      kill(each);
    }
  }
}
