package io.drawbridge.gateway.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs to begin with. A file ending in {@code .hex} is hexadecimal with comments behind #, one in
 * {@code .http} has lines that end with CR LF; any other is the input as it is.
 */
final class Corpus {
  private static final Path ALL = Path.of("src/test/resources/fuzz");

  private Corpus() {}

  static List<byte[]> of(Decoder decoder) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(ALL.resolve(decoder.folder()))) {
      for (Path file : files.sorted().toList()) {
        inputs.add(read(file));
      }
    }
    return inputs;
  }

  private static byte[] read(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".hex")) {
      return HexFormat.of().parseHex(Files.readString(file).replaceAll("#.*|\\s", ""));
    }
    if (name.endsWith(".http")) {
      return Files.readString(file).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
    return Files.readAllBytes(file);
  }
}
