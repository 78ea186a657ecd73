package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real HAProxy that forwards TCP to a door for balancers, by two ports: with the shortest header
 * of PROXY version 2, and with a checksum and an id in it.
 *
 * <p>The binary: system property {@code drawbridge.haproxy.binary}, the PATH, /usr/sbin, then
 * {@code var/servers} of the repository; without one the test is skipped and says so.
 */
final class Haproxy implements AutoCloseable {
  final int shortHeaderPort = FreePort.find();
  final int longHeaderPort = FreePort.find();
  private final Path log;
  private final Process process;

  private Haproxy(Path binary, Path folder, int doorPort) throws IOException {
    log = folder.resolve("haproxy.log");
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            global
              maxconn 200
              log stdout format raw daemon
            defaults
              mode tcp
              log global
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            listen short-header
              bind 127.0.0.1:%d
              server gateway 127.0.0.1:%d send-proxy-v2 check inter 100ms
            listen long-header
              bind 127.0.0.1:%d
              unique-id-format %%{+X}o-%%ci-%%cp-%%pid
              server gateway 127.0.0.1:%d send-proxy-v2 proxy-v2-options crc32c,unique-id
            """
                .formatted(shortHeaderPort, doorPort, longHeaderPort, doorPort));
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // An unpacked package brings its libraries beside it.
    builder.environment().merge("LD_LIBRARY_PATH", libraries(binary), (a, b) -> a + ":" + b);
    process = builder.start();
  }

  /** Returns when it listens. */
  static Haproxy start(Path folder, int doorPort) throws IOException {
    Optional<Path> binary = findBinary();
    if (binary.isEmpty()) {
      System.out.println("haproxy for tests: SKIPPED, there is none");
      Assumptions.abort("no haproxy (-Ddrawbridge.haproxy.binary=...)");
    }
    Haproxy haproxy = new Haproxy(binary.orElseThrow(), folder, doorPort);
    try {
      await("HAProxy listens, see " + haproxy.log).ignoreExceptions().until(haproxy::listens);
    } catch (RuntimeException e) {
      haproxy.close();
      throw e;
    }
    return haproxy;
  }

  private boolean listens() throws IOException {
    assertThat(process.isAlive()).as(log()).isTrue();
    new Socket(InetAddress.ofLiteral("127.0.0.1"), longHeaderPort).close();
    return true;
  }

  /** What it has said, such as that the gateway fails its checks. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Optional<Path> findBinary() {
    return Stream.of(
            Stream.ofNullable(System.getProperty("drawbridge.haproxy.binary")).map(Path::of),
            Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "haproxy")),
            Stream.of(Path.of("/usr/sbin/haproxy")),
            unpacked())
        .flatMap(candidates -> candidates)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Of the repository that the working directory is in. */
  private static Stream<Path> unpacked() {
    return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("var/servers/haproxy/root/usr/sbin/haproxy"));
  }

  private static String libraries(Path binary) {
    Path usr = binary.toAbsolutePath().getParent().resolveSibling("lib");
    return usr.resolve("x86_64-linux-gnu") + ":" + usr.resolve("aarch64-linux-gnu");
  }
}
