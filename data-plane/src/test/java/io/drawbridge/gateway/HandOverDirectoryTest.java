package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hot restarts while the directory is away: what the old process owes it the new one writes. */
@Timeout(180)
final class HandOverDirectoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final List<TestGateway> processes = new ArrayList<>();
  private RedisServer redis;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    redis = RedisServer.start();
    int redisPort = URI.create(redis.uri()).getPort();
    become(TestGateway.handingOver(directory, redisPort, TestGateway::plainDoor));
  }

  private void become(TestGateway next) {
    gateway = next;
    processes.add(next);
  }

  @AfterEach
  void stop() {
    processes.reversed().forEach(TestGateway::close);
    redis.close();
  }

  /** Returns when the process before has ended; these clients are heard of meanwhile. */
  private void restart(RawClient... clients) throws Exception {
    TestGateway before = gateway;
    CompletableFuture<TestGateway> next = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            next.complete(before.next());
          } catch (Exception e) {
            next.completeExceptionally(e);
          }
        });
    until(next::isDone, clients);
    become(next.get());
    until(before::hasEnded, clients);
    until(() -> !gateway.hasProcessBefore(), clients);
  }

  /** A client that says nothing for 8 s would be closed. */
  private static void until(Callable<Boolean> condition, RawClient... clients) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          for (RawClient client : clients) {
            client.frame(out -> FrameWriter.control(out, FrameType.PING, new byte[0]));
            var _ = client.expect(FrameType.PONG);
          }
          return condition.call();
        });
  }

  private long entries() {
    return redis.ask(commands -> commands.dbsize());
  }

  @Test
  void entriesThatTheOldProcessCouldNotWriteAreWrittenByTheNewOne() throws Exception {
    try (RawClient known = gateway.connected("known")) {
      until(() -> entries() == 1, known);
      redis.kill();
      try (RawClient unknown = gateway.connected("unknown")) {
        until(() -> gateway.metric("drawbridge_gateway_directory_pending") == 1, known, unknown);

        restart(known, unknown);
        redis.restartEmpty();

        until(() -> entries() == 2, known, unknown);
      }
    }
  }

  @Test
  void entriesThatAnotherDirectoryDoesNotHaveAreWrittenByTheNewProcess() throws Exception {
    try (RawClient client = gateway.connected("known")) {
      until(() -> entries() == 1, client);
      redis.kill();

      restart(client); // the new process never meets the directory that the old one knew
      redis.restartEmpty();

      until(() -> entries() == 1, client);
    }
  }

  @Test
  void nothingIsWrittenAgainWhereNothingIsMissing() throws Exception {
    try (RawClient client = gateway.connected("known")) {
      until(() -> entries() == 1, client);
      long before = scriptsRun();

      restart(client);

      assertThat(scriptsRun()).isEqualTo(before).isPositive();
    }
  }

  /** Entries are written by a script. */
  private long scriptsRun() {
    return redis
        .ask(commands -> commands.info("commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_eval"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
