package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A `drawbridge connect` process; its output goes to files. */
final class ConnectProcess implements AutoCloseable {
  private static final Pattern CONNECTED = Pattern.compile("connected to (\\S+) in (\\S+)");
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(30);

  private final String user;
  private final Process process;
  private final Path output;
  private final Path status;

  private ConnectProcess(String user, Process process, Path output, Path status) {
    this.user = user;
    this.process = process;
    this.output = output;
    this.status = status;
  }

  /**
   * Starts a client.
   *
   * @param prefix what the command is started by, such as {@code ip netns exec NAME}
   */
  static ConnectProcess start(
      List<String> prefix, Path fleetFile, String region, String user, String... arguments)
      throws IOException {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target/connect")), user);
    Path output = folder.resolve("out");
    Path status = folder.resolve("err");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            TestPaths.JAVA.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-DDRAWBRIDGE_LOG_LEVEL=WARN",
            "-jar",
            TestPaths.jar("cli").toString(),
            "connect",
            "--fleet",
            fleetFile.toString(),
            "--region",
            region,
            "--user",
            user));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(status.toFile())
            .start();
    return new ConnectProcess(user, process, output, status);
  }

  String user() {
    return user;
  }

  /** Standard input of the process. */
  OutputStream input() {
    return new BufferedOutputStream(process.getOutputStream());
  }

  void sendLine(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for the first connection and says to which gateway. */
  String awaitConnected() {
    await(user + " is connected")
        .atMost(CONNECT_WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !connections().isEmpty());
    return connections().getLast();
  }

  /** Gateways it has been connected to, in order, named as {@link TestFleet} does. */
  List<String> connections() {
    List<String> gateways = new ArrayList<>();
    Matcher matcher = CONNECTED.matcher(status());
    while (matcher.find()) {
      String region = matcher.group(2);
      gateways.add((region.equals("local-1") ? "" : region + "/") + matcher.group(1));
    }
    return gateways;
  }

  /** Its newest connection is to this gateway. */
  boolean isNowOn(String gateway) {
    List<String> all = connections();
    return !all.isEmpty() && all.getLast().equals(gateway);
  }

  /** What it has said on standard error. */
  String status() {
    return text(status);
  }

  /** What it has printed. */
  String printed() {
    return text(output);
  }

  Path output() {
    return output;
  }

  long printedBytes() throws IOException {
    return Files.size(output);
  }

  int awaitExit(Duration within) throws InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(user + " has not ended within " + within + ": " + status());
    }
    return process.exitValue();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
