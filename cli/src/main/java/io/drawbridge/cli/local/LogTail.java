package io.drawbridge.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The end of a log file, however long the file is. */
final class LogTail {
  /** Enough for what people read on a screen. */
  static final int LINES = 20;

  /** What fits a terminal beside the event it explains. */
  private static final int MAX_LINE = 160;

  private static final int MAX_BYTES = 64 * 1024;

  private LogTail() {}

  /** The last lines, indented; or why there are none. */
  static String of(Path log) {
    try {
      List<String> lines = end(log);
      List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      return last.isEmpty() ? "  (the log is empty)" : "  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "  (no log: " + e.getMessage() + ")";
    }
  }

  /** The last line that is not blank, shortened. */
  static Optional<String> lastLine(Path log) {
    try {
      return end(log).reversed().stream()
          .filter(line -> !line.isBlank())
          .findFirst()
          .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…");
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static List<String> end(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - MAX_BYTES);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
