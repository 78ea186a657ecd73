package io.drawbridge.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.attach.TestTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetFileTest {
  @TempDir private Path folder;
  private final AtomicLong nanoClock = new AtomicLong();

  @Test
  void followsTheFileAndKeepsTheLastGoodKeys() throws Exception {
    Path file = folder.resolve("keys.json");
    Files.writeString(file, TestTokens.keySet("a"));
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        KeySetFile keys = KeySetFile.open(file, timer, nanoClock::get)) {
      Files.writeString(file, TestTokens.keySet("a", "b"));
      await().until(() -> keys.keys().toString().equals("keys [a, b]"));

      Files.writeString(file, "half a fi");
      await().until(() -> keys.problem().isPresent());
      nanoClock.addAndGet(Duration.ofSeconds(90).toNanos());

      assertThat(keys.keys()).hasToString("keys [a, b]");
      assertThat(keys.age()).isEqualTo(Duration.ofSeconds(90));
    }
  }
}
