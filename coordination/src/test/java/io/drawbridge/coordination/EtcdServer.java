package io.drawbridge.coordination;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real etcd for tests: a local process where there is an etcd binary, or with {@code
 * -Ddrawbridge.servers=containers} a container where there is a Docker engine, else the test is
 * skipped and says so. Which one ran is printed once.
 *
 * <p>The binary: system property {@code drawbridge.etcd.binary}, environment variable {@code
 * DRAWBRIDGE_ETCD_BINARY}, the PATH, then {@code var/servers} of the repository.
 */
public final class EtcdServer implements AutoCloseable {
  private static final String IMAGE = "gcr.io/etcd-development/etcd:v3.5.21";

  /**
   * The switch of all suites: the same tests on containers, but for those that hurt the process.
   */
  private static final boolean CONTAINERS =
      "containers".equals(System.getProperty("drawbridge.servers"));

  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final EventLoopGroup LOOP =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("etcd-test", true), NioIoHandler.newFactory());
  private static final Duration START_PATIENCE = Duration.ofSeconds(20);

  /** Times that it may find its ports taken. */
  private static final int OTHER_PORTS = 3;

  private final Optional<GenericContainer<?>> container;
  private final Path binary;
  private final Path directory;
  private final int clientPort;
  private final int peerPort;
  private Process process;

  private EtcdServer(Path binary) throws IOException {
    this.container = Optional.empty();
    this.binary = binary;
    this.directory = Files.createTempDirectory("drawbridge-etcd-");
    this.clientPort = FreePort.find();
    this.peerPort = FreePort.find();
  }

  private EtcdServer(GenericContainer<?> container) {
    this.container = Optional.of(container);
    this.binary = Path.of("/");
    this.directory = Path.of("/");
    this.clientPort = container.getMappedPort(2379);
    this.peerPort = 0;
  }

  /** A fresh, empty etcd that answers. */
  public static EtcdServer start() {
    Optional<Path> found = findBinary();
    if (found.isPresent() && !CONTAINERS) {
      return started(found.get());
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      say("etcd for tests: container " + IMAGE);
      return new EtcdServer(startContainer());
    }
    say("etcd for tests: SKIPPED, no etcd binary and no Docker engine");
    return Assumptions.abort("no etcd binary (-Ddrawbridge.etcd.binary=...) and no Docker engine");
  }

  /** As {@link #start()}, for tests that stop and kill it: needs the local process. */
  public static EtcdServer startLocal() {
    return started(localBinary());
  }

  /** The binary of a local etcd; without one the test is skipped. */
  static Path localBinary() {
    Optional<Path> found = findBinary();
    Assumptions.assumeTrue(
        found.isPresent(), "faults need a local etcd (-Ddrawbridge.etcd.binary=...)");
    return found.orElseThrow();
  }

  private static EtcdServer started(Path binary) {
    say("etcd for tests: " + binary);
    try {
      for (int failed = 0; ; failed++) {
        EtcdServer server = new EtcdServer(binary);
        try {
          server.launch();
          return server;
        } catch (Ended e) { // another test's server has taken a port since it was found free
          delete(server.directory);
          if (failed == OTHER_PORTS) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It exited instead of answering. */
  private static final class Ended extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Ended(int code) {
      super("etcd: exit " + code + " (expected: it runs)");
    }
  }

  public List<URI> endpoints() {
    String host = container.map(GenericContainer::getHost).orElse("127.0.0.1");
    return List.of(URI.create("http://" + host + ":" + clientPort));
  }

  public Coordination connect() {
    return Coordination.with(endpoints());
  }

  /** SIGSTOP. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    Awaitility.await().until(() -> !process.isAlive());
  }

  /** The same data and addresses again. */
  public void restart() {
    try {
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all history up to now: who watches from an earlier revision is told so. */
  public void compact() {
    URI endpoint = endpoints().getFirst();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
            .usePlaintext()
            .build();
    try (Etcd etcd = etcd()) {
      long revision = etcd.list("/").revision();
      var _ =
          KVGrpc.newBlockingStub(channel)
              .compact(
                  CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
    } catch (CoordinationException e) {
      throw new IllegalStateException(e);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Deletes all data; only after {@link #kill()}. */
  public void wipe() {
    delete(directory);
  }

  @Override
  public void close() {
    container.ifPresent(GenericContainer::stop);
    if (process != null) {
      kill();
      delete(directory);
    }
  }

  private void launch() throws IOException {
    String client = "http://127.0.0.1:" + clientPort;
    String peer = "http://127.0.0.1:" + peerPort;
    process =
        new ProcessBuilder(
                binary.toString(),
                "--logger=zap",
                "--log-level=error",
                "--data-dir=" + directory,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A test that fails while it sets up is never torn down; etcd must not outlive the JVM.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitAnswer();
  }

  private void awaitAnswer() {
    try (Etcd etcd = etcd()) {
      Awaitility.await("etcd answers")
          .atMost(START_PATIENCE)
          .ignoreExceptionsInstanceOf(CoordinationException.class)
          .until(() -> {
            if (!process.isAlive()) {
              throw new Ended(process.exitValue());
            }
            return etcd.read("started").isEmpty();
          });
    }
  }

  /** A client of the test's own, closed by it. */
  Etcd etcd() {
    return new Etcd(new Endpoints(endpoints(), LOOP));
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + ": exit " + code + " (expected: 0)");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Path> findBinary() {
    return Stream.of(
            Stream.ofNullable(System.getProperty("drawbridge.etcd.binary")).map(Path::of),
            Stream.ofNullable(System.getenv("DRAWBRIDGE_ETCD_BINARY")).map(Path::of),
            Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "etcd")),
            unpackedServers())
        .flatMap(candidates -> candidates)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** {@code var/servers} of the repository that the working directory is in. */
  private static Stream<Path> unpackedServers() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path servers = folder.resolve("var/servers");
      if (Files.isDirectory(servers)) {
        return Stream.of("etcd", "root/usr/bin/etcd", "usr/bin/etcd").map(servers::resolve);
      }
    }
    return Stream.empty();
  }

  private static GenericContainer<?> startContainer() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withExposedPorts(2379)
            .withCommand(
                "etcd",
                "--listen-client-urls=http://0.0.0.0:2379",
                "--advertise-client-urls=http://0.0.0.0:2379");
    container.start();
    return container;
  }

  /** Once a test run, so that its output says what was tested against. */
  private static void say(String text) {
    if (SAID.compareAndSet(false, true)) {
      System.out.println(text);
    }
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
