package io.drawbridge.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.controlplane.web.TestPort.Watcher;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventsTest {
  private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

  private final AtomicInteger made = new AtomicInteger();
  private volatile String filling = "";
  private volatile boolean broken;
  private TestPort port;

  @BeforeEach
  void start() throws Exception {
    port = new TestPort(Optional.empty(), Optional.empty(), this::document);
  }

  @AfterEach
  void stop() {
    port.close();
  }

  @Test
  void aWatcherHearsAtOnceThenEverySecondAndAtEachChange() throws Exception {
    try (Watcher watcher = port.watch()) {
      assertThat(watcher.type()).startsWith("text/event-stream");
      assertThat(watcher.next()).contains("\"number\":1");

      long before = System.nanoTime();
      assertThat(watcher.next()).contains("\"number\":2");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));

      before = System.nanoTime();
      port.events().changed();
      assertThat(watcher.next()).contains("\"number\":3");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(600));
    }
  }

  @Test
  void manyChangesBecomeFewEvents() throws Exception {
    try (Watcher watcher = port.watch()) {
      watcher.next();
      int before = made.get();

      for (int i = 0; i < 10_000; i++) {
        port.events().changed();
      }

      watcher.next();
      assertThat(made.get() - before).isLessThan(10);
    }
  }

  @Test
  void nothingIsMadeWhileNobodyWatches() throws Exception {
    port.watch().close();
    await().until(() -> unchangedFor(Duration.ofMillis(2_500)));
  }

  @Test
  void aWatcherThatDoesNotReadGetsOnlyTheNewest() throws Exception {
    filling = "x".repeat(1 << 20);
    try (Socket silent = port.silentWatcher()) {
      await().pollInterval(Duration.ofMillis(110)).until(() -> changedTo(60));

      int known = made.get();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(silent.getInputStream(), StandardCharsets.UTF_8));
      List<Integer> numbers = new ArrayList<>();
      while (numbers.isEmpty() || numbers.getLast() < known) {
        // Not event by event: an HTTP chunk may end within a line.
        Matcher number = NUMBER.matcher(lines.readLine());
        if (number.find()) {
          numbers.add(Integer.parseInt(number.group(1)));
        }
      }
      assertThat(numbers).as("of %d megabytes", known).isSorted().hasSizeLessThan(known / 2);
    }
  }

  @Test
  void thereIsRoomForABoundedNumberOfWatchersAndAPlaceComesFree() throws Exception {
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < FleetEvents.MAX_WATCHERS; i++) {
      watchers.add(port.watch());
    }
    var refused = port.send("GET", "/api/v1/events");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
    assertThat(refused.body()).contains("api.too-many-watchers");

    watchers.removeFirst().close();
    await()
        .until(() -> {
          try (Watcher next = port.watch()) {
            return next.status() == 200;
          }
        });
    for (Watcher watcher : watchers) {
      watcher.close();
    }
  }

  @Test
  void aDocumentThatCannotBeMadeBecomesAHeartbeat() throws Exception {
    try (Watcher watcher = port.watch()) {
      watcher.next();
      broken = true;

      String line = watcher.lines().readLine();
      while (!line.startsWith(":")) {
        line = watcher.lines().readLine();
      }
      broken = false;
      assertThat(watcher.next()).contains("number");
    }
  }

  @Test
  void onlyGetIsAnswered() throws Exception {
    for (String method : new String[] {"HEAD", "POST", "DELETE"}) {
      var refused = port.send(method, "/api/v1/events");
      assertThat(refused.statusCode()).isEqualTo(405);
      assertThat(refused.headers().firstValue("Allow")).hasValue("GET");
    }
  }

  @Test
  void streamsEndWhenTheServerStops() throws Exception {
    Watcher watcher = port.watch();
    watcher.next();

    long before = System.nanoTime();
    port.close();

    while (watcher.next() != null) {}
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  private boolean changedTo(int number) {
    port.events().changed();
    return made.get() >= number;
  }

  private boolean unchangedFor(Duration time) throws InterruptedException {
    int before = made.get();
    Thread.sleep(time.toMillis()); // that nothing happens can only be waited for
    return made.get() == before;
  }

  private Map<String, Object> document() {
    if (broken) {
      throw new IllegalStateException("no answer");
    }
    return Map.of("number", made.incrementAndGet(), "filling", filling);
  }
}
