package io.drawbridge.recorder;

import io.drawbridge.recorder.business.LedgerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fetches the shared ledger. */
@Command(
    name = "collect",
    description = "Moves the effects that businesses have shared in Redis to a file, at rest.")
final class CollectCommand implements Callable<Integer> {
  @Option(names = "--redis", required = true, description = "As redis://HOST:PORT.")
  private String redis = "";

  @Option(names = "--folder", required = true, description = "Where ledger.rec is appended to.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    long moved = LedgerFile.collect(redis, folder.resolve("ledger.rec"));
    System.out.println("collected=" + moved);
    return 0;
  }
}
