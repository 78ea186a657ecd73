package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real HAProxy before a gateway's door for balancers.
 *
 * <p>The binary: system property {@code drawbridge.haproxy.binary}, the PATH, /usr/sbin, then
 * {@code var/servers} of the repository; without one the test is skipped and says so.
 */
final class Haproxy implements AutoCloseable {
  private static final Path TLS_DOOR = Path.of("../packaging/tls-door/haproxy.cfg");

  final int shortHeaderPort = FreePort.find();
  final int longHeaderPort = FreePort.find();
  final int tlsPort = FreePort.find();
  private final Path log;
  private final Process process;

  private Haproxy(Path folder, Function<Haproxy, Path> config, Map<String, String> environment)
      throws IOException {
    Path binary = binary();
    log = folder.resolve("haproxy.log");
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "-db", "-f", config.apply(this).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // An unpacked package brings its libraries beside it.
    builder.environment().merge("LD_LIBRARY_PATH", libraries(binary), (a, b) -> a + ":" + b);
    builder.environment().putAll(environment);
    builder.environment().put("DRAWBRIDGE_TLS_DOOR", "127.0.0.1:" + tlsPort);
    process = builder.start();
  }

  /**
   * Forwards TCP by two ports: with the shortest header of PROXY version 2, and with a checksum and
   * an id in it. Returns when it listens.
   */
  static Haproxy start(Path folder, int doorPort) throws IOException {
    return listening(
        new Haproxy(folder, ports -> ports.forwarding(folder, doorPort), Map.of()),
        ports -> ports.longHeaderPort);
  }

  /**
   * The TLS door as it is delivered. Returns when it listens.
   *
   * @param certificates a folder
   */
  static Haproxy tlsDoor(Path folder, Path certificates, int doorPort) throws IOException {
    return listening(
        new Haproxy(
            folder,
            _ -> TLS_DOOR,
            Map.of(
                "DRAWBRIDGE_TLS_CERTIFICATES",
                certificates.toString(),
                "DRAWBRIDGE_GATEWAY",
                "127.0.0.1:" + doorPort,
                "DRAWBRIDGE_TLS_DOOR_SOCKET",
                folder.resolve("admin.sock").toString(),
                "DRAWBRIDGE_TLS_DOOR_CONNECTIONS",
                "200")),
        ports -> ports.tlsPort);
  }

  private static Haproxy listening(Haproxy haproxy, ToIntFunction<Haproxy> port) {
    try {
      await("HAProxy listens, see " + haproxy.log)
          .ignoreExceptions()
          .until(() -> haproxy.listens(port.applyAsInt(haproxy)));
    } catch (RuntimeException e) {
      haproxy.close();
      throw e;
    }
    return haproxy;
  }

  private boolean listens(int port) throws IOException {
    assertThat(process.isAlive()).as(log()).isTrue();
    new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close();
    return true;
  }

  private Path forwarding(Path folder, int doorPort) {
    try {
      return Files.writeString(
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has said, such as that the gateway fails its checks. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Path binary() {
    Optional<Path> binary = findBinary();
    if (binary.isEmpty()) {
      System.out.println("haproxy for tests: SKIPPED, there is none");
      Assumptions.abort("no haproxy (-Ddrawbridge.haproxy.binary=...)");
    }
    return binary.orElseThrow();
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
