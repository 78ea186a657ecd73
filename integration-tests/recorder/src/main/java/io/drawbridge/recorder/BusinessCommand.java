package io.drawbridge.recorder;

import io.drawbridge.recorder.business.RecordingBusiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one process of the business. */
@Command(
    name = "business",
    description = {
      "Handles messages of recorded clients and answers them. Says `port=PORT` when it listens;",
      "order: stats. Ends at the end of standard input."
    })
final class BusinessCommand implements Callable<Integer> {
  @Option(names = "--number", required = true, description = "Of this process; never used again.")
  private int number;

  @Option(names = "--folder", required = true, description = "Where its file is written.")
  private Path folder = Path.of("");

  @Option(names = "--port", description = "0 (the default): a free one.")
  private int port;

  @Option(names = "--service", description = "Number of the service (default: ${DEFAULT-VALUE}).")
  private int service = 2;

  @Option(names = "--gateway", required = true, description = "gRPC address; may come repeatedly.")
  private List<String> gateways = new ArrayList<>();

  @Option(names = "--redis", description = "Of the ledger that all processes share.")
  private Optional<String> redis = Optional.empty();

  @Override
  public Integer call() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (RecordingBusiness business =
        RecordingBusiness.start(
            new RecordingBusiness.Settings(number, folder, address, service, gateways, redis))) {
      ProcessConsole.say("port=" + business.port());
      ProcessConsole.obey(words -> words[0].equals("stats") ? business.stats() : "unknown order");
    }
    return 0;
  }
}
