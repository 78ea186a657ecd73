package io.drawbridge.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, however long the file is. */
final class LogTail {
  /** Enough for what people read on a screen. */
  static final int LINES = 20;

  private static final int MAX_BYTES = 64 * 1024;

  private LogTail() {}

  /** The last lines, indented; or why there are none. */
  static String of(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - MAX_BYTES);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      return last.isEmpty() ? "  (the log is empty)" : "  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "  (no log: " + e.getMessage() + ")";
    }
  }
}
