package io.drawbridge.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a directory on a healthy Redis does. Every test uses a user of its own. */
class DirectoryTest {
  private static final GatewayId GW_1 = new GatewayId("local-1", "gw-1");
  private static final GatewayId GW_2 = new GatewayId("local-1", "gw-2");
  private static RedisServer redis;
  private static Directory directory;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    directory = Directory.start(redis.uri(), patient(), new RecordingListener(), System::nanoTime);
    await().until(() -> directory.state() instanceof DirectoryState.Reachable);
  }

  /** A machine that builds something else beside may hold Redis up. */
  private static DirectorySettings patient() {
    DirectorySettings standard = DirectorySettings.DEFAULT;
    return new DirectorySettings(
        Duration.ofSeconds(10),
        standard.inFlight(),
        standard.probeInterval(),
        standard.reassertSpread(),
        standard.distrust());
  }

  @AfterAll
  static void stop() {
    if (directory != null) {
      directory.close();
      redis.close();
    }
  }

  @Test
  void findsWhatWasWrittenByAnyGateway() {
    DirectoryEntry phone = new DirectoryEntry(new DirectoryKey("app", "find", 1), GW_1, 1, "phone");
    DirectoryEntry tab =
        new DirectoryEntry(new DirectoryKey("app", "find", -2), GW_2, 7, "a b 界\n");
    write(phone);
    write(tab);

    assertThat(((FindAnswer.Found) find("find")).entries()).containsExactlyInAnyOrder(phone, tab);
  }

  @Test
  void findsNothingForAnUnknownUserAndForAnotherApp() {
    write(new DirectoryEntry(new DirectoryKey("app", "here", 1), GW_1, 1, ""));

    assertThat(find("unknown")).isEqualTo(new FindAnswer.Found(List.of()));
    assertThat(directory.find("other", "here").join()).isEqualTo(new FindAnswer.Found(List.of()));
  }

  @Test
  void aHigherConnectNumberReplacesALowerOne() {
    DirectoryKey key = new DirectoryKey("app", "higher", 1);
    write(new DirectoryEntry(key, GW_1, 9, ""));
    DirectoryEntry later = new DirectoryEntry(key, GW_2, 10, "");

    assertThat(write(later)).isEqualTo(new WriteAnswer.Written());
    assertThat(find("higher")).isEqualTo(new FindAnswer.Found(List.of(later)));
  }

  @Test
  void aLowerConnectNumberIsRefusedWithWhatStays() {
    DirectoryKey key = new DirectoryKey("app", "lower", 1);
    DirectoryEntry current = new DirectoryEntry(key, GW_1, 4_294_967_295L, "phone");
    write(current);

    assertThat(write(new DirectoryEntry(key, GW_2, 9, "phone")))
        .isEqualTo(new WriteAnswer.Refused(current));
    assertThat(find("lower")).isEqualTo(new FindAnswer.Found(List.of(current)));
  }

  @Test
  void anEqualConnectNumberIsRefusedFromAnotherGatewayAndTakenFromTheSame() {
    DirectoryKey key = new DirectoryKey("app", "equal", 1);
    DirectoryEntry current = new DirectoryEntry(key, GW_1, 5, "phone");
    write(current);

    assertThat(write(new DirectoryEntry(key, GW_2, 5, "phone")))
        .isEqualTo(new WriteAnswer.Refused(current));
    assertThat(write(current)).isEqualTo(new WriteAnswer.Written());
  }

  @Test
  void removesOnlyAnEqualEntry() {
    DirectoryKey key = new DirectoryKey("app", "remove", 1);
    DirectoryEntry entry = new DirectoryEntry(key, GW_1, 5, "phone");
    write(entry);

    assertThat(remove(new DirectoryEntry(key, GW_1, 4, "phone")))
        .isEqualTo(new RemoveAnswer.Different());
    assertThat(remove(new DirectoryEntry(key, GW_2, 5, "phone")))
        .isEqualTo(new RemoveAnswer.Different());
    assertThat(remove(entry)).isEqualTo(new RemoveAnswer.Removed());
    assertThat(remove(entry)).isEqualTo(new RemoveAnswer.Different());
    long left = redis.ask(commands -> commands.exists("d:{app:remove}"));
    assertThat(left).isZero();
  }

  @Test
  void overwritesAValueOfAnotherProgramAndDoesNotFindIt() {
    redis.ask(commands -> commands.hset("d:{app:foreign}", "0000000000000001", "nonsense"));
    assertThat(find("foreign")).isEqualTo(new FindAnswer.Found(List.of()));

    DirectoryEntry entry = new DirectoryEntry(new DirectoryKey("app", "foreign", 1), GW_1, 1, "");
    assertThat(write(entry)).isEqualTo(new WriteAnswer.Written());
    assertThat(find("foreign")).isEqualTo(new FindAnswer.Found(List.of(entry)));
  }

  @Test
  void aKeyOfAnotherProgramDoesNotKeepOthersFromBeingFound() {
    redis.ask(commands -> commands.set("d:{app:other-type}", "a string"));
    DirectoryEntry entry = new DirectoryEntry(new DirectoryKey("app", "beside", 1), GW_1, 1, "");
    CompletableFuture<WriteAnswer> written = directory.write(entry);
    CompletableFuture<FindAnswer> wrong = directory.find("app", "other-type");
    CompletableFuture<FindAnswer> right = directory.find("app", "beside");

    assertThat(written.join()).isEqualTo(new WriteAnswer.Written());
    assertThat(wrong.join())
        .isInstanceOfSatisfying(
            FindAnswer.Unavailable.class, e -> assertThat(e.text()).contains("WRONGTYPE"));
    assertThat(right.join()).isEqualTo(new FindAnswer.Found(List.of(entry)));
  }

  @Test
  void manyAtOnceAreAllAnsweredInTheirOrder() {
    List<DirectoryEntry> entries =
        IntStream.range(0, 1_000)
            .mapToObj(
                i -> new DirectoryEntry(new DirectoryKey("app", "many-" + i, 1), GW_1, 1, "d" + i))
            .toList();
    List<CompletableFuture<WriteAnswer>> written = entries.stream().map(directory::write).toList();
    List<CompletableFuture<FindAnswer>> found =
        entries.stream().map(entry -> directory.find("app", entry.key().user())).toList();

    assertThat(written)
        .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(new WriteAnswer.Written()));
    for (int i = 0; i < entries.size(); i++) {
      assertThat(found.get(i).join()).isEqualTo(new FindAnswer.Found(List.of(entries.get(i))));
    }
  }

  @Test
  void entriesOfAGatewayThatNeverReturnsExpireInAWeek() {
    DirectoryEntry entry = new DirectoryEntry(new DirectoryKey("app", "week", 1), GW_1, 1, "");
    write(entry);
    redis.ask(commands -> commands.expire("d:{app:week}", 10));
    write(entry);

    long seconds = redis.ask(commands -> commands.ttl("d:{app:week}"));
    assertThat(seconds).isBetween(TimeUnit.DAYS.toSeconds(7) - 60, TimeUnit.DAYS.toSeconds(7));
  }

  @Test
  void goesOnWhenRedisHasForgottenTheScripts() {
    write(new DirectoryEntry(new DirectoryKey("app", "script", 1), GW_1, 1, ""));
    redis.ask(commands -> commands.scriptFlush());

    assertThat(write(new DirectoryEntry(new DirectoryKey("app", "script", 1), GW_1, 2, "")))
        .isEqualTo(new WriteAnswer.Written());
  }

  @Test
  void writesOfManySessionsAtOnceAllArriveAtLast() {
    List<CompletableFuture<WriteAnswer>> writes =
        IntStream.range(0, 5_000)
            .mapToObj(i -> new DirectoryKey("many", "user-" + i, i))
            .map(key -> directory.write(new DirectoryEntry(key, GW_1, 1, "phone")))
            .toList();

    writes.forEach(CompletableFuture::join); // on a busy machine some take longer than allowed
    await().atMost(Duration.ofSeconds(30)).until(() -> directory.pending() == 0);

    List<String> hashes = redis.ask(commands -> commands.keys("d:{many:*}"));
    assertThat(hashes).hasSize(5_000);
  }

  @Test
  void aMissIsNotTrustworthyWhileRedisIsYoung() {
    assertThat(directory.missIsTrustworthy()).isFalse(); // started seconds ago, distrust is 90 s
  }

  @Test
  void refusesNamesThatWouldMixUpUsers() {
    assertThatThrownBy(() -> new DirectoryKey("a:b", "c", 1))
        .hasMessage("app: a:b (expected: not empty, no colon)");
    assertThatThrownBy(() ->
            new DirectoryEntry(
                new DirectoryKey("a", "b", 1), new GatewayId("local-1", "gw 1"), 1, ""))
        .hasMessage("gateway: gw 1 (expected: no white space)");
  }

  private static WriteAnswer write(DirectoryEntry entry) {
    return directory.write(entry).orTimeout(5, TimeUnit.SECONDS).join();
  }

  private static RemoveAnswer remove(DirectoryEntry entry) {
    return directory.remove(entry).orTimeout(5, TimeUnit.SECONDS).join();
  }

  private static FindAnswer find(String user) {
    return directory.find("app", user).orTimeout(5, TimeUnit.SECONDS).join();
  }
}
