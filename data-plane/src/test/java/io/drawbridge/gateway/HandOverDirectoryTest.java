package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.wire.FrameType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hot restarts while the directory is away: what the old process owes it the new one writes. */
@Timeout(90)
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

  private void restart() throws Exception {
    TestGateway before = gateway;
    become(before.next());
    await().atMost(PATIENCE).until(before::hasEnded);
    await().until(() -> !gateway.hasProcessBefore());
  }

  private long entries() {
    return redis.ask(commands -> commands.dbsize());
  }

  @Test
  void entriesThatTheOldProcessCouldNotWriteAreWrittenByTheNewOne() throws Exception {
    try (RawClient known = gateway.connected("known")) {
      await().until(() -> entries() == 1);
      redis.kill();
      try (RawClient unknown = gateway.connected("unknown")) {
        await()
            .atMost(PATIENCE)
            .until(() -> gateway.metric("drawbridge_gateway_directory_pending") == 1);

        restart();
        redis.restartEmpty();

        await().atMost(PATIENCE).until(() -> entries() == 2);
        unknown.upstream(1, 1, "still here");
        assertThat(unknown.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
        known.upstream(1, 1, "still here");
        assertThat(known.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
      }
    }
  }

  @Test
  void entriesThatAnotherDirectoryDoesNotHaveAreWrittenByTheNewProcess() throws Exception {
    try (RawClient client = gateway.connected("known")) {
      await().until(() -> entries() == 1);
      redis.kill();

      restart(); // the new process never meets the directory that the old one knew
      redis.restartEmpty();

      await().atMost(PATIENCE).until(() -> entries() == 1);
      client.upstream(1, 1, "still here");
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsWrittenAgainWhereNothingIsMissing() throws Exception {
    try (RawClient client = gateway.connected("known")) {
      await().until(() -> entries() == 1);
      long before = scriptsRun();

      restart();

      assertThat(scriptsRun()).isEqualTo(before).isPositive();
      client.upstream(1, 1, "still here");
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
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
