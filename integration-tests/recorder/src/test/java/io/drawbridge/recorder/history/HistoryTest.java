package io.drawbridge.recorder.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final Entry ENTRY =
      new Entry(Kind.FATE, 7, Long.MIN_VALUE, -1, 1L << 40, Long.MAX_VALUE, 3);

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadInOrderOverSeveralOpenings() throws IOException {
    Path file = folder.resolve("a.rec");
    for (int i = 0; i < 2; i++) {
      try (Recorder recorder = Recorder.open(file)) {
        recorder.write(ENTRY);
        recorder.write(Kind.SEND, 1, 2, i, 4, 5);
      }
    }

    List<Entry> read = read();

    assertThat(read).hasSize(4);
    assertThat(read.get(0)).isEqualTo(ENTRY);
    assertThat(read.get(3).number()).isEqualTo(1);
    assertThat(read.get(3).nanos()).isGreaterThanOrEqualTo(read.get(1).nanos());
  }

  @Test
  void halfARecordAtTheEndIsWhatAKillLeaves() throws IOException {
    Path file = folder.resolve("a.rec");
    try (Recorder recorder = Recorder.open(file)) {
      recorder.write(ENTRY);
    }
    Files.write(file, new byte[Entry.BYTES - 1], StandardOpenOption.APPEND);

    assertThat(read()).containsExactly(ENTRY);
  }

  @Test
  void moreRecordsThanAChunkAreReadWhole() throws IOException {
    try (Recorder recorder = Recorder.open(folder.resolve("a.rec"))) {
      for (int i = 0; i < 40_000; i++) {
        recorder.write(new Entry(Kind.SEND, 1, i, 0, i, 0, 0));
      }
    }

    List<Entry> read = read();

    assertThat(read).hasSize(40_000);
    assertThat(read.get(39_999).number()).isEqualTo(39_999);
  }

  @Test
  void anUnknownKindNamesItsFileAndRecord() throws IOException {
    byte[] unknown = new byte[Entry.BYTES];
    unknown[3] = 99;
    Files.write(folder.resolve("a.rec"), unknown);

    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.rec, record 0: kind: 99");
  }

  private List<Entry> read() throws IOException {
    List<Entry> entries = new ArrayList<>();
    History.of(folder).read((_, _, entry) -> entries.add(entry));
    return entries;
  }
}
