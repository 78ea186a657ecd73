package io.drawbridge.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of docs/errors.md. */
public final class ErrorsPage {
  private static final Path PAGE = Path.of("../docs/errors.md");

  private ErrorsPage() {}

  /** One line of a table: what it is about, who says it and how, and what it means. */
  public record Row(String code, String where, String meaning) {
    private static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip());
    }
  }

  /** The rows below this title. */
  public static List<Row> below(String title) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals("## " + title))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| code "))
        .map(Row::of)
        .toList();
  }

  /** One of these rows. */
  public static Row row(String title, String code) throws IOException {
    return below(title).stream()
        .filter(row -> row.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError(title + ": no row " + code));
  }
}
