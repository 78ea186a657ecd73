package io.drawbridge.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis killed, restarted empty, frozen, late. */
class DirectoryFaultsTest {
  private static final GatewayId GW_1 = new GatewayId("local-1", "gw-1");
  private static final GatewayId GW_2 = new GatewayId("local-1", "gw-2");
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final DirectorySettings SETTINGS =
      new DirectorySettings(
          TIMEOUT, 1_000, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
  private static final DirectoryEntry ALICE =
      new DirectoryEntry(new DirectoryKey("app", "alice", 1), GW_1, 5, "phone");

  private final RecordingListener listener = new RecordingListener();
  private RedisServer redis;
  private Directory directory;

  @BeforeEach
  void start() {
    redis = RedisServer.startLocal();
    directory = Directory.start(redis.uri(), SETTINGS, listener, System::nanoTime);
    awaitReachable();
  }

  @AfterEach
  void stop() {
    if (directory != null) {
      directory.close();
      redis.close();
    }
  }

  @Test
  void answersUnavailableAtOnceWhileRedisIsDown() {
    redis.kill();
    await().until(() -> directory.state() instanceof DirectoryState.Unreachable);

    long before = System.nanoTime();
    assertThat(find()).isInstanceOf(FindAnswer.Unavailable.class);
    assertThat(write(ALICE)).isInstanceOf(WriteAnswer.Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(directory.missIsTrustworthy()).isFalse();
  }

  @Test
  void writesPendingEntriesAndAsksForAllOthersWhenRedisComesBackEmpty() {
    redis.kill();
    assertThat(write(ALICE)).isInstanceOf(WriteAnswer.Unavailable.class);
    assertThat(directory.pending()).isEqualTo(1);

    redis.restartEmpty();

    await().atMost(Duration.ofSeconds(10)).until(() -> directory.pending() == 0);
    awaitReachable();
    assertThat(find()).isEqualTo(new FindAnswer.Found(List.of(ALICE)));
    await().until(() -> listener.reassertions.contains(Duration.ofSeconds(1)));
    assertThat(directory.missIsTrustworthy()).isFalse();
    await().atMost(Duration.ofSeconds(10)).until(directory::missIsTrustworthy);
  }

  @Test
  void aRemovalThatCouldNotBeDoneIsDoneLaterInsteadOfTheEarlierWrite() {
    write(ALICE);
    redis.freeze();
    DirectoryEntry again = new DirectoryEntry(ALICE.key(), GW_1, 6, "phone");
    assertThat(write(again)).isInstanceOf(WriteAnswer.Unavailable.class);
    assertThat(directory.remove(again).join()).isInstanceOf(RemoveAnswer.Unavailable.class);
    assertThat(directory.pending()).isEqualTo(1);

    redis.thaw();

    await().atMost(Duration.ofSeconds(10)).until(() -> directory.pending() == 0);
    assertThat(find()).isEqualTo(new FindAnswer.Found(List.of()));
  }

  @Test
  void everyCommandEndsInTimeWhileRedisIsFrozen() {
    redis.freeze();
    List<CompletableFuture<FindAnswer>> asked = new ArrayList<>();
    long before = System.nanoTime();
    for (int i = 0; i < 3_000; i++) { // three times what may be in flight
      asked.add(directory.find("app", "user-" + i));
    }

    assertThat(asked).allMatch(answer -> answer.join() instanceof FindAnswer.Unavailable);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    await().until(() -> directory.state() instanceof DirectoryState.Unreachable);

    redis.thaw();
    awaitReachable();
    assertThat(find()).isInstanceOf(FindAnswer.Found.class);
    await().until(() -> !listener.reassertions.isEmpty());
  }

  @Test
  void tellsThatASessionWasSupersededWhileItsEntryWasPending() {
    redis.freeze();
    assertThat(write(ALICE)).isInstanceOf(WriteAnswer.Unavailable.class);
    redis.kill();
    redis.restartEmpty();
    redis.ask(
        commands -> commands.hset("d:{app:alice}", "0000000000000001", "6 local-1/gw-2 phone"));

    // Ours may have been written before the other one's, which then replaced it: write once more.
    assertThat(write(ALICE).getClass())
        .isIn(WriteAnswer.Refused.class, WriteAnswer.Unavailable.class);
    await().atMost(Duration.ofSeconds(10)).until(() -> directory.pending() == 0);
    assertThat(find())
        .isEqualTo(
            new FindAnswer.Found(List.of(new DirectoryEntry(ALICE.key(), GW_2, 6, "phone"))));
  }

  @Test
  void startsWithoutRedisAndFindsItLater() {
    directory.close();
    redis.kill();
    directory = Directory.start(redis.uri(), SETTINGS, listener, System::nanoTime);

    assertThat(find()).isInstanceOf(FindAnswer.Unavailable.class);
    assertThat(directory.state()).isInstanceOf(DirectoryState.Unreachable.class);

    redis.restartEmpty();
    awaitReachable();
    assertThat(write(ALICE)).isEqualTo(new WriteAnswer.Written());
  }

  @Test
  void noticesAnotherRedisBehindTheSameAddress() {
    write(ALICE);
    redis.kill();
    redis.restartEmpty(); // perhaps before the loss was noticed

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> listener.reassertions.size() == 1 && !directory.missIsTrustworthy());
  }

  private void awaitReachable() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> directory.state() instanceof DirectoryState.Reachable);
  }

  private FindAnswer find() {
    return directory.find("app", "alice").orTimeout(5, TimeUnit.SECONDS).join();
  }

  private WriteAnswer write(DirectoryEntry entry) {
    return directory.write(entry).orTimeout(5, TimeUnit.SECONDS).join();
  }
}
