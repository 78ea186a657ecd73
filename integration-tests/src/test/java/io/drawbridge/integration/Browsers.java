package io.drawbridge.integration;

import io.drawbridge.cli.servers.DebianPackages;
import io.drawbridge.cli.servers.Program;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where the Chromium of tests comes from: the PATH, else Debian's packages in a folder of ours. */
final class Browsers {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** 100 MB of packages and 300 MB unpacked, once. */
  private static final Path FOLDER = TestPaths.SERVERS.resolveSibling("chromium");

  private Browsers() {}

  /** Skips the test, and says why, if there is none. */
  static Program chromium() throws Exception {
    Optional<Program> found = onPath();
    if (found.isPresent()) {
      return found.get();
    }
    try {
      return unpacked();
    } catch (ServersException | IOException e) {
      System.out.println("SKIPPED: no Chromium for the console's test: " + e.getMessage());
      return Assumptions.abort("no Chromium: " + e.getMessage());
    }
  }

  private static Optional<Program> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return NAMES.stream()
        .flatMap(name -> Arrays.stream(path.split(":", -1)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(file -> new Program(file.toAbsolutePath(), Map.of()));
  }

  private static Program unpacked() throws Exception {
    Path root = FOLDER.resolve("root");
    Path executable = root.resolve("usr/lib/chromium/chromium");
    if (!Files.isExecutable(executable)) {
      Files.createDirectories(FOLDER);
      new DebianPackages(FOLDER, line -> System.out.println("chromium: " + line))
          .unpack(List.of("chromium", "fonts-dejavu-core"), root);
    }
    return new Program(
        executable,
        Map.of(
            "LD_LIBRARY_PATH", libraries(root),
            "FONTCONFIG_PATH", root.resolve("etc/fonts").toString(),
            "XDG_DATA_HOME", root.resolve("usr/share").toString()));
  }

  /** Every folder below usr/lib that holds a shared library. */
  private static String libraries(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("usr/lib"), 3)) {
      return String.join(
          ":",
          files
              .filter(file -> file.getFileName().toString().contains(".so"))
              .map(file -> file.getParent().toString())
              .distinct()
              .toList());
    }
  }
}
