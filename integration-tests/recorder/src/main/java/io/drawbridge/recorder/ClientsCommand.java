package io.drawbridge.recorder;

import io.drawbridge.recorder.clients.Crowd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a crowd of clients. */
@Command(
    name = "clients",
    description = {
      "Connects clients, says `started`, and obeys: rate MESSAGES_PER_SECOND, cut CONNECTIONS,",
      "astray PERCENT (of dials, to another gateway), race TIMES (who resumes), stats. Ends at the end of standard input."
    })
final class ClientsCommand implements Callable<Integer> {
  @Option(names = "--first", description = "Number of the first client.")
  private int first = 1;

  @Option(names = "--count", required = true, description = "How many clients.")
  private int count;

  @Option(names = "--slow", description = "How many of them are slow readers.")
  private int slow;

  @Option(names = "--brief", description = "How many have tokens that end soon.")
  private int brief;

  @Option(names = "--validity", description = "Seconds of those tokens.")
  private int validitySeconds = 8;

  @Option(names = "--silence", description = "Milliseconds until a silent gateway is given up.")
  private int silenceMillis = 1_500;

  @Option(names = "--work", description = "Milliseconds that each message costs the business.")
  private int workMillis;

  @Option(names = "--service", description = "Number of the service.")
  private int service = 2;

  @Option(names = "--ipconfig", description = "Base URL of ipconfig.")
  private Optional<URI> ipconfig = Optional.empty();

  @Option(
      names = "--gateway",
      description = "Without ipconfig: ID=HOST:PORT, repeatedly, best first.")
  private Map<String, String> gateways = new LinkedHashMap<>();

  @Option(names = "--keys", required = true, description = "JWK set of the gateways.")
  private Path keys = Path.of("");

  @Option(names = "--folder", required = true, description = "Where its file is written.")
  private Path folder = Path.of("");

  @Option(names = "--seed", description = "Of the network's faults.")
  private long seed = 1;

  @Override
  public Integer call() throws IOException {
    try (Crowd crowd = Crowd.start(settings())) {
      ProcessConsole.say("started");
      ProcessConsole.obey(words -> obey(crowd, words));
    }
    return 0;
  }

  private static String obey(Crowd crowd, String[] words) throws IOException {
    switch (words[0]) {
      case "rate" -> crowd.rate(Integer.parseInt(words[1]));
      case "cut" -> {
        return "armed=" + crowd.cut(Integer.parseInt(words[1]));
      }
      case "race" -> {
        return "bad races: " + crowd.race(Integer.parseInt(words[1]));
      }
      case "astray" -> crowd.leadAstray(Integer.parseInt(words[1]));
      case "stats" -> {
        return crowd.stats();
      }
      default -> {
        return "unknown order";
      }
    }
    return "done";
  }

  private Crowd.Settings settings() {
    Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    gateways.forEach((id, text) -> {
      URI address = URI.create("tcp://" + text);
      addresses.put(id, new InetSocketAddress(address.getHost(), address.getPort()));
    });
    return new Crowd.Settings(
        first,
        count,
        slow,
        brief,
        Duration.ofSeconds(validitySeconds),
        Duration.ofMillis(silenceMillis),
        service,
        ipconfig,
        addresses,
        keys,
        folder,
        seed,
        workMillis);
  }
}
