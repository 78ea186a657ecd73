package io.drawbridge.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Text that people wrote: the system's copyright files, and what usually breaks line protocols. */
final class RealInput {
  private static final Path DOCUMENTS = Path.of("/usr/share/doc");
  private static final int LONG_LINE_BYTES = 200 << 10;

  private RealInput() {}

  /** Exactly {@code lines} lines. */
  static byte[] lines(int lines) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count = 0;
    for (byte[] special : specials()) {
      write(all, special);
      count++;
    }
    for (Path file : copyrightFiles()) {
      for (byte[] line : split(Files.readAllBytes(file))) {
        if (count == lines) {
          return all.toByteArray();
        }
        write(all, line);
        count++;
        if (count % 2_500 == 0 && count < lines) {
          write(all, longLine(count));
          count++;
        }
      }
    }
    throw new AssertionError(
        "lines in " + DOCUMENTS + "/*/copyright: " + count + " (expected: >= " + lines + ")");
  }

  private static List<byte[]> specials() {
    return List.of(
        new byte[0],
        "你好,世界 — 长连接网关".getBytes(StandardCharsets.UTF_8),
        new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2},
        new byte[0],
        longLine(0));
  }

  private static byte[] longLine(int seed) {
    byte[] line = new byte[LONG_LINE_BYTES];
    for (int i = 0; i < line.length; i++) {
      line[i] = (byte) ('a' + (i + seed) % 26);
    }
    return line;
  }

  private static List<Path> copyrightFiles() throws IOException {
    try (Stream<Path> packages = Files.list(DOCUMENTS)) {
      return packages
          .map(folder -> folder.resolve("copyright"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static List<byte[]> split(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1)
        .lines()
        .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  private static void write(ByteArrayOutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
  }
}
