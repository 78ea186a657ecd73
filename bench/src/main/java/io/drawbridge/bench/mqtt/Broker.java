package io.drawbridge.bench.mqtt;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.cli.context.Folders;
import io.drawbridge.cli.servers.DebianPackages;
import io.drawbridge.cli.servers.ServersException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Brokers, fetched where they are missing and started with nothing on disk and no bounds. */
public enum Broker {
  /** Debian's. */
  MOSQUITTO {
    @Override
    public Child start(Path folder, InetSocketAddress at, Consumer<String> progress)
        throws IOException, InterruptedException, ServersException {
      Path root = folder.resolve("mosquitto");
      if (!Files.exists(root)) {
        new DebianPackages(folder.resolve("mosquitto-packages"), progress)
            .unpack(List.of("mosquitto"), root);
      }
      Path config =
          Files.writeString(
              folder.resolve("mosquitto.conf"),
              """
              listener %d %s
              allow_anonymous true
              persistence false
              max_connections -1
              log_dest none
              set_tcp_nodelay true
              user root
              """
                  .formatted(at.getPort(), at.getHostString()));
      String program = root.resolve("usr/sbin/mosquitto").toString();
      Child child =
          Child.start(
              "mosquitto",
              folder,
              Cores.ofServer(),
              List.of(program, "-c", config.toString()),
              Map.of("LD_LIBRARY_PATH", libraries(root)));
      return listening(child, at);
    }
  },

  /** HiveMQ's community edition, embedded, in memory. Its port is in {@code hivemq-config.xml}. */
  HIVEMQ {
    @Override
    public Child start(Path folder, InetSocketAddress at, Consumer<String> progress)
        throws IOException, InterruptedException {
      Path jars = folder.resolve("hivemq-jars");
      if (!Files.exists(jars)) {
        progress.accept("downloading HiveMQ CE into " + jars);
        fetch(folder, jars);
      }
      Path home = Folders.recreate(folder.resolve("hivemq-home"));
      copy(
          "hivemq-config.xml", Files.createDirectories(home.resolve("conf")).resolve("config.xml"));
      Path logging = copy("hivemq-logback.xml", home.resolve("logback.xml"));
      Path source = copy("HiveMq.java", home.resolve("HiveMq.java"));
      List<String> command = new ArrayList<>(List.of(JavaProgram.executable("java")));
      command.addAll(JavaProgram.MEASURED);
      for (String opened : List.of("java.lang", "java.nio", "sun.nio.ch")) {
        command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
      }
      command.addAll(
          List.of(
              "--add-opens",
              "jdk.management/com.sun.management.internal=ALL-UNNAMED",
              "--add-exports",
              "java.base/jdk.internal.misc=ALL-UNNAMED",
              "-Dlogback.configurationFile=" + logging,
              "-cp",
              jars + "/*",
              source.toString(),
              home.toString()));
      Child child = Child.start("hivemq", folder, Cores.ofServer(), command);
      try {
        child.awaitLine("ready", READY_WITHIN);
        return child;
      } catch (IOException | InterruptedException e) {
        child.close();
        throw e;
      }
    }
  };

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final int FETCH_MINUTES = 5;
  private static final long LOOK_AGAIN_MILLIS = 50;

  /**
   * Returns when it takes clients.
   *
   * @param folder ours alone; downloads are kept there
   * @throws IOException if it cannot be had or does not start
   */
  public abstract Child start(Path folder, InetSocketAddress at, Consumer<String> progress)
      throws IOException, InterruptedException, ServersException;

  private static void fetch(Path folder, Path jars) throws IOException, InterruptedException {
    Path pom = copy("hivemq-pom.xml", folder.resolve("hivemq-pom.xml"));
    Path next = Folders.recreate(folder.resolve("hivemq-jars.new"));
    Process maven =
        new ProcessBuilder(
                "mvn",
                "-q",
                "-B",
                "-f",
                pom.toString(),
                "dependency:copy-dependencies",
                "-DoutputDirectory=" + next.toAbsolutePath())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("hivemq-download.log").toFile())
            .start();
    if (!maven.waitFor(FETCH_MINUTES, TimeUnit.MINUTES) || maven.exitValue() != 0) {
      maven.destroyForcibly();
      throw new IOException(
          "hivemq: not downloaded (its log: " + folder.resolve("hivemq-download.log") + ")");
    }
    Files.move(next, jars);
  }

  private static Path copy(String resource, Path file) throws IOException {
    try (InputStream in = Broker.class.getResourceAsStream(resource)) {
      return Files.write(file, Objects.requireNonNull(in, resource).readAllBytes());
    }
  }

  /** Debian puts libraries into one folder for each machine type: usr/lib/x86_64-linux-gnu. */
  private static String libraries(Path root) {
    Path lib = root.resolve("usr/lib");
    File[] found = lib.toFile().listFiles((_, name) -> name.contains("-linux-"));
    return found == null || found.length == 0 ? lib.toString() : found[0].toString();
  }

  private static Child listening(Child child, InetSocketAddress at)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(at);
        return child;
      } catch (IOException e) {
        if (!child.isAlive() || System.nanoTime() - deadline > 0) {
          child.close();
          throw new IOException(child.name() + ": does not listen at " + at, e);
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }
}
