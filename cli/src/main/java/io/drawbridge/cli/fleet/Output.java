package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command prints what a control plane says. */
final class Output {
  private static final long LOOK_EVERY_MILLIS = 1_000;

  enum Format {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(
      names = {"-w", "--watch"},
      description = "Goes on and prints each change; Ctrl-C ends it.")
  private boolean watch;

  boolean isWatch() {
    return watch;
  }

  /** Of a command that watches in any case. */
  Output watching() {
    watch = true;
    return this;
  }

  boolean isJson() {
    return format == Format.JSON;
  }

  /** What is asked for. */
  interface Question {
    JsonNode ask() throws IOException, InterruptedException;
  }

  /** Prints the answer, or each that differs from the one before. */
  void show(PrintWriter out, Question question, Consumer<JsonNode> table)
      throws IOException, InterruptedException {
    @Nullable JsonNode last = null;
    do {
      if (last != null) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      }
      JsonNode now = question.ask();
      if (!now.equals(last)) {
        if (last != null && !isJson()) {
          out.println();
        }
        print(out, now, table);
      }
      last = now;
    } while (watch);
  }

  void print(PrintWriter out, JsonNode answer, Consumer<JsonNode> table) throws IOException {
    if (isJson()) {
      out.println(FleetFile.JSON.writeValueAsString(answer));
    } else {
      table.accept(answer);
    }
    out.flush();
  }
}
