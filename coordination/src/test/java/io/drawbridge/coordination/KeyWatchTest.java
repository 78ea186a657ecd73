package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyWatchTest {
  private static final String PREFIX = "/test/";

  private final EtcdServer server = EtcdServer.start();
  private final Coordination coordination = server.connect();
  private final Etcd etcd = server.etcd();
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final List<Integer> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    coordination.close();
    etcd.close();
    server.close();
  }

  @Test
  void tellsAnEmptyPrefixOnce() {
    try (KeyWatch watch = watch(Duration.ofMinutes(1))) {
      await().until(() -> calls.size() == 1);
      assertThat(watch.view().isKnown()).isTrue();
      assertThat(watch.view().entries()).isEmpty();
    }
  }

  @Test
  void listsWhatIsThereAndFollowsEveryChange() throws Exception {
    put("/test/a", "1");
    put("/tesu", "outside");
    try (KeyWatch watch = watch(Duration.ofMinutes(1))) {
      await().until(() -> values(watch), Map.of("/test/a", "1")::equals);

      put("/test/a", "2");
      put("/test/b", "1");

      await().until(() -> values(watch), Map.of("/test/a", "2", "/test/b", "1")::equals);
      assertThat(changes)
          .extracting(change -> change.entry().value().toStringUtf8())
          .containsExactly("1", "2", "1");
    }
  }

  @Test
  void readsMoreKeysThanOnePageAtOneRevision() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      put("/test/" + i, "x");
    }

    Listing listing = etcd.list(PREFIX);

    assertThat(listing.entries()).hasSize(2_500);
  }

  @Test
  void aCompactedRevisionIsAHaltAndNotAnEmptyStream() throws Exception {
    for (int i = 0; i < 5; i++) {
      put("/test/a", Integer.toString(i));
    }
    server.compact();

    try (ChangeFeed feed = etcd.follow(PREFIX, 2)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  feed.next(Duration.ofSeconds(5)).orElseThrow();
                }
              })
          .isInstanceOf(CoordinationException.class)
          .hasMessageContaining("compacted at revision");
    }
  }

  @Test
  void aWatchWhoseRevisionWasCompactedListsAgain() throws Exception {
    EtcdServer local = EtcdServer.startLocal();
    try (local;
        Coordination cut = local.connect();
        Etcd direct = local.etcd();
        KeyWatch watch = cut.watch(PREFIX, Duration.ofMinutes(1), (view, changes) -> {})) {
      direct.putIf(List.of(), Requests.put("/test/a", ByteString.copyFromUtf8("0")));
      await().until(() -> values(watch), Map.of("/test/a", "0")::equals);

      local.kill();
      local.restart();
      for (int i = 1; i <= 5; i++) {
        direct.putIf(
            List.of(), Requests.put("/test/a", ByteString.copyFromUtf8(Integer.toString(i))));
      }
      local.compact();

      await().until(() -> values(watch), Map.of("/test/a", "5")::equals);
    }
  }

  @Test
  void comparesWithEtcdFromTimeToTime() throws Exception {
    try (KeyWatch watch = watch(Duration.ofMillis(300))) {
      await().until(() -> calls.size() == 1);
      put("/test/a", "1");

      await().during(Duration.ofSeconds(1)).until(() -> values(watch).size() == 1);

      assertThat(changes).as("a comparison without a difference tells nothing").hasSize(1);
    }
  }

  private KeyWatch watch(Duration reconcileEvery) {
    return coordination.watch(
        PREFIX,
        reconcileEvery,
        (view, difference) -> {
          calls.add(difference.size());
          changes.addAll(difference);
        });
  }

  private static Map<String, String> values(KeyWatch watch) {
    return watch.view().entries().values().stream()
        .collect(Collectors.toMap(Entry::key, entry -> entry.value().toStringUtf8()));
  }

  private void put(String key, String value) throws CoordinationException {
    assertThat(etcd.putIf(List.of(), Requests.put(key, ByteString.copyFromUtf8(value))))
        .isPresent();
  }
}
