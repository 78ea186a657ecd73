package io.drawbridge.link;

import static org.awaitility.Awaitility.await;

import io.drawbridge.link.tun.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two namespaces of this test alone and the program between them. */
final class TwoNamespaces {
  static final int PORT = 9_009;

  private static final String ADDRESS_A = "10.99.0.1";
  private static final String ADDRESS_B = "10.99.0.2";

  private final Namespace a = new Namespace("drawbridge-" + ProcessHandle.current().pid() + "-a");
  private final Namespace b = new Namespace("drawbridge-" + ProcessHandle.current().pid() + "-b");
  private final Path folder = Files.createTempDirectory("link");
  private final Path control = folder.resolve("link.conf");
  private final Path output = folder.resolve("out");
  private Process link;

  private TwoNamespaces() throws IOException {}

  static TwoNamespaces create() throws Exception {
    TwoNamespaces ends = new TwoNamespaces();
    for (Namespace end : List.of(ends.a, ends.b)) {
      run("ip", "netns", "add", end.name());
      end.ip("link", "set", "lo", "up");
    }
    return ends;
  }

  void startLink(String conditions) throws Exception {
    write(conditions);
    link =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LinkCommand.class.getName(),
                "--a=" + a.name() + ":" + ADDRESS_A + "/30",
                "--b=" + b.name() + ":" + ADDRESS_B + "/30",
                "--control=" + control)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await("the link is ready")
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          if (!link.isAlive()) {
            throw new IllegalStateException("the link has ended: " + linkOutput());
          }
          return linkOutput().contains("ready: ");
        });
  }

  /** Returns when the link is as {@code conditions} say. */
  void control(String conditions) throws IOException {
    int before = timesApplied();
    write(conditions);
    await("applied").atMost(5, TimeUnit.SECONDS).until(() -> timesApplied() > before);
  }

  /** In one step, so that the program never reads half of it. */
  private void write(String conditions) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), conditions);
    Files.move(next, control, StandardCopyOption.ATOMIC_MOVE);
  }

  private int timesApplied() throws IOException {
    return linkOutput().split(": applied", -1).length;
  }

  Namespace a() {
    return a;
  }

  Namespace b() {
    return b;
  }

  InetAddress addressA() throws IOException {
    return InetAddress.getByName(ADDRESS_A);
  }

  InetAddress addressB() throws IOException {
    return InetAddress.getByName(ADDRESS_B);
  }

  /** SIGTERM; the exit code. */
  int stopLink() throws InterruptedException {
    link.destroy();
    return link.waitFor();
  }

  String linkOutput() throws IOException {
    return Files.readString(output);
  }

  String devices(Namespace namespace) throws Exception {
    return run("ip", "-n", namespace.name(), "link", "show");
  }

  void delete() throws Exception {
    if (link != null) {
      link.destroyForcibly().waitFor();
    }
    run("ip", "netns", "delete", a.name());
    run("ip", "netns", "delete", b.name());
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text);
    }
    return text;
  }
}
