package io.drawbridge.recorder.business;

import io.drawbridge.business.BusinessServer;
import io.drawbridge.business.push.GatewayAddress;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.recorder.history.History;
import io.drawbridge.recorder.history.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One process of the business of a recorded run. */
public final class RecordingBusiness implements AutoCloseable {
  private static final String APP = "default";

  private final BusinessServer server;
  private final PushClient pushes;
  private final Ledger ledger;
  private final Answers answers;
  private final Recorder recorder;

  private RecordingBusiness(
      BusinessServer server, PushClient pushes, Ledger ledger, Answers answers, Recorder recorder) {
    this.server = server;
    this.pushes = pushes;
    this.ledger = ledger;
    this.answers = answers;
    this.recorder = recorder;
  }

  /**
   * What it needs to know.
   *
   * @param number of the process in this run, from 1, never used again
   * @param folder where its file is
   * @param service number of the service that it is
   * @param gateways where it pushes, tried in this order
   * @param redis of the shared ledger; without it effects are the process's own
   */
  public record Settings(
      int number,
      Path folder,
      InetSocketAddress address,
      int service,
      List<String> gateways,
      Optional<String> redis) {}

  public static RecordingBusiness start(Settings settings) throws IOException {
    Recorder recorder =
        Recorder.open(settings.folder().resolve("business-" + settings.number() + History.SUFFIX));
    PushClient pushes =
        PushClient.start(APP, settings.gateways().stream().map(GatewayAddress::parse).toList());
    Ledger ledger =
        settings.redis().<Ledger>map(RedisLedger::new).orElseGet(() -> new MemoryLedger(recorder));
    Answers answers = new Answers(settings.number(), pushes, recorder);
    Counter counter = new Counter(ledger, recorder, answers);
    BusinessServer server =
        BusinessServer.builder(settings.address())
            .upstream(APP, settings.service(), counter)
            .start();
    return new RecordingBusiness(server, pushes, ledger, answers, recorder);
  }

  public int port() {
    return server.port();
  }

  /** One line of names and numbers. */
  public String stats() {
    return "streams=%d pushing=%d".formatted(server.streams(), answers.open());
  }

  /** Answers what it has, waits for the fates of its pushes, and ends. */
  @Override
  public void close() throws IOException {
    server.close();
    pushes.close();
    ledger.close();
    recorder.close();
  }
}
