package io.drawbridge.business.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileLaneStoreTest {
  private static final int PLENTY = 1_000;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("lanes");
  }

  @Test
  void remembersWhatWasKnownWhenItWasClosed() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      store.enter(lane("alice"), 3);
      store.accepted(lane("alice"), 7);
      store.accepted(lane("alice"), 6);
      store.enter(lane("bob"), 0xFFFF_FFFFL);
    }

    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      assertThat(store.enter(lane("alice"), 2)).isEqualTo(new LaneProgress(3, 7));
      assertThat(store.enter(lane("bob"), 1)).isEqualTo(new LaneProgress(0xFFFF_FFFFL, 0));
      assertThat(store.enter(lane("carol"), 1)).isEqualTo(new LaneProgress(1, 0));
    }
  }

  @Test
  void losesOnlyTheRecordThatWasNotWrittenWhole() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      store.accepted(lane("alice"), 7);
      store.accepted(lane("alice"), 8);
    }
    byte[] whole = Files.readAllBytes(file);

    for (int cut = whole.length / 2 + 1; cut < whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
        assertThat(store.enter(lane("alice"), 0).acceptedTo()).isEqualTo(7);
        store.accepted(lane("alice"), 9);
      }
      try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
        assertThat(store.enter(lane("alice"), 0).acceptedTo()).isEqualTo(9);
      }
    }
  }

  @Test
  void doesNotBelieveARecordWithAWrongBit() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      store.accepted(lane("alice"), 7);
    }
    byte[] bytes = Files.readAllBytes(file);

    for (int i = 0; i < bytes.length; i++) {
      byte[] wrong = bytes.clone();
      wrong[i] ^= 0x10;
      Files.write(file, wrong);
      try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
        assertThat(store.enter(lane("alice"), 0).acceptedTo()).isZero();
      }
    }
  }

  @Test
  void staysSmallHoweverMuchIsAccepted() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      for (int seq = 1; seq <= 100_000; seq++) {
        store.accepted(lane("user-" + seq % 10), seq);
      }
      assertThat(Files.size(file)).isLessThan(2 * FileLaneStore.COMPACT_ABOVE_BYTES);
    }

    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      for (int i = 0; i < 10; i++) {
        long accepted = store.enter(lane("user-" + i), 0).acceptedTo();
        assertThat(accepted).isEqualTo(99_990 + (i == 0 ? 10 : i));
      }
    }
  }

  @Test
  void forgetsTheLaneUnusedForLongest() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, 2)) {
      store.accepted(lane("alice"), 1);
      store.accepted(lane("bob"), 1);
      store.enter(lane("alice"), 0);

      store.accepted(lane("carol"), 1);

      assertThat(store.enter(lane("bob"), 0).acceptedTo()).isZero();
      assertThat(store.enter(lane("alice"), 0).acceptedTo()).isEqualTo(1);
    }
  }

  @Test
  void belongsToOneProcess() throws IOException {
    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      assertThat(store.enter(lane("alice"), 1)).isEqualTo(new LaneProgress(1, 0));
      assertThatThrownBy(() -> FileLaneStore.open(file, PLENTY))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("in use (expected: one process at a time)");
    }
  }

  @Test
  @Timeout(60)
  void remembersWhatAKilledProcessAccepted() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long told = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      while (told < 500) {
        told = Long.parseLong(out.readLine());
      }
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();

    try (FileLaneStore store = FileLaneStore.open(file, PLENTY)) {
      assertThat(store.enter(lane("alice"), 0).acceptedTo()).isGreaterThanOrEqualTo(told);
    }
  }

  /** Accepts, tells so, and never ends. */
  static final class Writer {
    private Writer() {}

    public static void main(String... args) throws IOException {
      FileLaneStore store = FileLaneStore.open(Path.of(args[0]), PLENTY);
      for (long seq = 1; ; seq++) {
        store.accepted(lane("alice"), seq);
        System.out.println(seq);
      }
    }
  }

  private static LaneKey lane(String user) {
    return new LaneKey("default", 1, user, "phone", 7);
  }
}
