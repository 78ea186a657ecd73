package io.drawbridge.gateway.directory;

import io.drawbridge.coordination.FreePort;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real, empty Redis for tests: a local process where there is a redis-server, or with {@code
 * -Ddrawbridge.servers=containers} a container where there is a Docker engine, else the test is
 * skipped and says so.
 *
 * <p>The binary: system property {@code drawbridge.redis.binary}, environment variable {@code
 * DRAWBRIDGE_REDIS_BINARY}, the PATH, /usr/bin, then {@code var/servers} of the repository.
 */
public final class RedisServer implements AutoCloseable {
  private static final String IMAGE = "redis:7.4-alpine";
  private static final int IMAGE_PORT = 6379;
  private static final Duration START_PATIENCE = Duration.ofSeconds(20);

  /**
   * The switch of all suites: the same tests on containers, but for those that hurt the process.
   */
  private static final boolean CONTAINERS =
      "containers".equals(System.getProperty("drawbridge.servers"));

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final Runner runner;

  private RedisServer(Runner runner) {
    this.runner = runner;
  }

  public static RedisServer start() {
    Optional<Path> binary = findBinary();
    if (binary.isPresent() && !CONTAINERS) {
      return startedLocally(binary.get());
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      say("redis for tests: container " + IMAGE);
      return started(new Container());
    }
    say("redis for tests: SKIPPED, no redis-server and no Docker engine");
    return Assumptions.abort("no redis-server (-Ddrawbridge.redis.binary=...), no Docker engine");
  }

  /** As {@link #start()}, for tests that kill or stop it: needs the local process. */
  public static RedisServer startLocal() {
    Optional<Path> binary = findBinary();
    Assumptions.assumeTrue(
        binary.isPresent(), "faults need a local redis-server (-Ddrawbridge.redis.binary=)");
    return startedLocally(binary.orElseThrow());
  }

  private static RedisServer startedLocally(Path binary) {
    say("redis for tests: " + binary);
    return started(new Local(binary, FreePort.find()));
  }

  public String uri() {
    return runner.uri();
  }

  /** Runs commands over a connection of the test's own. */
  public <T> T ask(Function<RedisCommands<String, String>, T> command) {
    RedisClient client = RedisClient.create(uri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return command.apply(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  /** SIGSTOP. */
  void freeze() {
    local().signal("STOP");
  }

  /** SIGCONT. */
  void thaw() {
    local().signal("CONT");
  }

  /** SIGKILL. */
  public void kill() {
    local().stop();
  }

  /** The same address again, without data. */
  public void restartEmpty() {
    local().start();
    awaitAnswer();
  }

  @Override
  public void close() {
    runner.stop();
  }

  private static RedisServer started(Runner runner) {
    runner.start();
    RedisServer server = new RedisServer(runner);
    server.awaitAnswer();
    return server;
  }

  private void awaitAnswer() {
    Awaitility.await("redis answers")
        .atMost(START_PATIENCE)
        .ignoreExceptions()
        .until(() -> "PONG".equals(ask(RedisCommands::ping)));
  }

  private Local local() {
    return (Local) runner;
  }

  private interface Runner {
    void start();

    void stop();

    String uri();
  }

  private static final class Local implements Runner {
    private final Path binary;
    private final int port;
    private Process process;

    Local(Path binary, int port) {
      this.binary = binary;
      this.port = port;
    }

    @Override
    public void start() {
      ProcessBuilder builder =
          new ProcessBuilder(
              binary.toString(),
              "--bind",
              "127.0.0.1",
              "--port",
              Integer.toString(port),
              "--save",
              "",
              "--appendonly",
              "no");
      // An unpacked package brings its libraries beside it.
      builder.environment().merge("LD_LIBRARY_PATH", libraries(binary), (a, b) -> a + ":" + b);
      try {
        process =
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      process.destroyForcibly();
      Awaitility.await().until(() -> !process.isAlive());
    }

    @Override
    public String uri() {
      return "redis://127.0.0.1:" + port;
    }

    void signal(String name) {
      try {
        String pid = Long.toString(process.pid());
        int code = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        if (code != 0) {
          throw new IllegalStateException("kill -" + name + ": exit " + code + " (expected: 0)");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String libraries(Path binary) {
      Path usr = binary.toAbsolutePath().getParent().resolveSibling("lib");
      return usr.resolve("x86_64-linux-gnu") + ":" + usr.resolve("aarch64-linux-gnu");
    }
  }

  private static final class Container implements Runner {
    private final GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(IMAGE_PORT);

    @Override
    public void start() {
      container.start();
    }

    @Override
    public void stop() {
      container.stop();
    }

    @Override
    public String uri() {
      return "redis://" + container.getHost() + ":" + container.getMappedPort(IMAGE_PORT);
    }
  }

  private static Optional<Path> findBinary() {
    return Stream.of(
            Stream.ofNullable(System.getProperty("drawbridge.redis.binary")).map(Path::of),
            Stream.ofNullable(System.getenv("DRAWBRIDGE_REDIS_BINARY")).map(Path::of),
            Stream.of(System.getenv("PATH").split(":")).map(dir -> Path.of(dir, "redis-server")),
            Stream.of(Path.of("/usr/bin/redis-server")),
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
        return Stream.of("redis-server", "root/usr/bin/redis-server", "usr/bin/redis-server")
            .map(servers::resolve);
      }
    }
    return Stream.empty();
  }

  /** Once a test run, so that its output says what was tested against. */
  private static void say(String text) {
    if (SAID.compareAndSet(false, true)) {
      System.out.println(text);
    }
  }
}
