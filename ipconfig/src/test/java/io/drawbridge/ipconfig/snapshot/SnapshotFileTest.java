package io.drawbridge.ipconfig.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
  private static final FleetSnapshot SNAPSHOT = SampleFleet.snapshot(42, 3);

  @TempDir private Path directory;

  @Test
  void whatWasSavedIsFound() throws IOException {
    SnapshotFile file = new SnapshotFile(directory.resolve("sub/dir/snapshot"));

    file.save(SNAPSHOT);

    assertThat(file.load()).isEqualTo(new SnapshotFile.Loaded.Found(SNAPSHOT));
    try (var files = Files.list(directory.resolve("sub/dir"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aMissingFileIsNoFault() {
    assertThat(file().load()).isInstanceOf(SnapshotFile.Loaded.Absent.class);
  }

  @Test
  void everyFlippedByteIsNoticed() throws IOException {
    file().save(SNAPSHOT);
    byte[] sound = Files.readAllBytes(file().path());

    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= 0x10;
      Files.write(file().path(), damaged);
      assertThat(file().load()).as("byte %d", i).isInstanceOf(SnapshotFile.Loaded.Unusable.class);
    }
  }

  @Test
  void everyShorterFileIsNoticed() throws IOException {
    file().save(SNAPSHOT);
    byte[] sound = Files.readAllBytes(file().path());

    for (int length = 0; length < sound.length; length++) {
      Files.write(file().path(), Arrays.copyOf(sound, length));
      assertThat(file().load())
          .as("%d bytes", length)
          .isInstanceOf(SnapshotFile.Loaded.Unusable.class);
    }
  }

  @Test
  void aFileThatIsTooLargeIsNotReadWhole() throws IOException {
    Files.write(file().path(), new byte[SnapshotFile.MAX_BYTES + 1]);

    assertThat(file().load())
        .isEqualTo(new SnapshotFile.Loaded.Unusable("size: more than 16777216 bytes"));
  }

  @Test
  void aKeeperStartsFromWhatAnotherSavedAtItsEnd() throws IOException {
    Path path = directory.resolve("snapshot");
    try (SnapshotKeeper keeper = new SnapshotKeeper(path, SampleFleet.inForce(SNAPSHOT))) {
      assertThat(keeper).isNotNull();
    }

    Snapshots restored = new Snapshots(SampleFleet.REGION);
    try (SnapshotKeeper keeper = new SnapshotKeeper(path, restored)) {
      keeper.restore(InstantSource.system());
    }

    assertThat(restored.inForce().map(SnapshotInForce::snapshot)).contains(SNAPSHOT);
    assertThat(restored.inForce().orElseThrow().source()).isEqualTo("file " + path);
  }

  @Test
  void aDamagedFileIsIgnoredAndReplaced() throws IOException {
    Files.writeString(file().path(), "DBSNAP1\nnot really");
    Snapshots snapshots = new Snapshots(SampleFleet.REGION);
    try (SnapshotKeeper keeper = new SnapshotKeeper(file().path(), snapshots)) {
      keeper.restore(InstantSource.system());
      assertThat(snapshots.inForce()).isEmpty();

      keeper.start(Duration.ofDays(1));
      SampleFleet.apply(snapshots, SNAPSHOT);
    }

    assertThat(file().load()).isEqualTo(new SnapshotFile.Loaded.Found(SNAPSHOT));
  }

  private SnapshotFile file() {
    return new SnapshotFile(directory.resolve("snapshot"));
  }
}
