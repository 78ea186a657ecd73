package io.drawbridge.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@code docs/metrics.md}, so that a test can hold it against what a process exposes. */
public final class MetricsDocument {
  private static final Path FILE = Path.of("docs", "metrics.md");

  private MetricsDocument() {}

  /**
   * The rows of one section's table, each one metric: {@code | `name` | kind | unit | labels |
   * meaning |}.
   *
   * @param title without the leading {@code ##}
   */
  public static List<String> rows(String title) {
    List<String> rows =
        lines().stream()
            .dropWhile(line -> !line.equals("## " + title))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `drawbridge_"))
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError(FILE + ": no metrics below \"## " + title + "\" (expected: some)");
    }
    return rows;
  }

  /** Tests run in their module's folder, which is one or two below the repository's. */
  private static List<String> lines() {
    Path here = Path.of("").toAbsolutePath();
    Path file =
        Stream.<Path>iterate(here, each -> each != null, Path::getParent)
            .map(each -> each.resolve(FILE))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new AssertionError(FILE + ": not found above " + here));
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
