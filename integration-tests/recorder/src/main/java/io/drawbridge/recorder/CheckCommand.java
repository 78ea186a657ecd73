package io.drawbridge.recorder;

import io.drawbridge.recorder.check.Checker;
import io.drawbridge.recorder.check.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks a history. */
@Command(
    name = "check",
    description = "Prints what contradicts the guarantees in the files *.rec of a folder.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where the files are.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Report report = Checker.check(folder);
    System.out.print(report.text());
    return report.violations() == 0 ? 0 : 1;
  }
}
