package io.drawbridge.ipconfig;

import io.drawbridge.ipconfig.answers.Answers;
import io.drawbridge.ipconfig.answers.Hints;
import io.drawbridge.ipconfig.http.HttpLimits;
import io.drawbridge.ipconfig.http.HttpServer;
import io.drawbridge.ipconfig.http.Routes;
import io.drawbridge.ipconfig.httpdns.HttpdnsResource;
import io.drawbridge.ipconfig.httpdns.OwnName;
import io.drawbridge.ipconfig.resources.ExplainResource;
import io.drawbridge.ipconfig.resources.IpconfigResource;
import io.drawbridge.ipconfig.snapshot.AnswerTally;
import io.drawbridge.ipconfig.snapshot.SnapshotFeed;
import io.drawbridge.ipconfig.snapshot.SnapshotKeeper;
import io.drawbridge.ipconfig.snapshot.Snapshots;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One running ipconfig. */
final class Ipconfig implements AutoCloseable {
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

  /** A crash loses at most this much of the news; a stop loses nothing. */
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(5);

  private final SnapshotKeeper keeper;
  private final SnapshotFeed feed;
  private final HttpServer server;

  private Ipconfig(SnapshotKeeper keeper, SnapshotFeed feed, HttpServer server) {
    this.keeper = keeper;
    this.feed = feed;
    this.server = server;
  }

  /**
   * Restores the last snapshot, listens, and only then subscribes: a taken port says so at once.
   */
  static Ipconfig start(
      IpconfigConfig config, boolean insecure, Health health, Metrics metrics, InstantSource clock)
      throws IOException {
    RandomGenerator random = RandomGenerator.getDefault();
    Snapshots snapshots = new Snapshots(config.region());
    health.readiness("snapshot", () -> check(snapshots));
    SnapshotKeeper keeper = new SnapshotKeeper(config.snapshotFile(), snapshots);
    keeper.restore(clock);

    AnswerTally tally = new AnswerTally();
    HttpServer server =
        HttpServer.start(
            config.httpAddress().toSocketAddress(),
            HttpLimits.DEFAULT,
            routes(config, snapshots, tally, clock, random),
            clock);
    keeper.start(SAVE_INTERVAL);
    SubscriberReport identity =
        SubscriberReport.newBuilder()
            .setSubscriber(config.ipconfig())
            .setRegion(config.region())
            .build();
    SnapshotFeed feed =
        SnapshotFeed.start(
            identity, config.controlPlanes(), snapshots, tally, random, REPORT_INTERVAL);
    IpconfigMetrics.register(metrics, server, snapshots, feed, clock);
    return new Ipconfig(keeper, feed, server);
  }

  private static Routes routes(
      IpconfigConfig config,
      Snapshots snapshots,
      AnswerTally tally,
      InstantSource clock,
      RandomGenerator random) {
    Hints hints =
        new Hints(config.answer().size(), config.answer().ttl(), config.answer().firstSpread());
    OwnName own = new OwnName(config.name(), config.inetAddresses(), config.nameTtl());
    Answers answers = new Answers(snapshots, hints);
    return new Routes(
        Map.of(
            "/v1/ipconfig", new IpconfigResource(answers, hints, tally, clock, random),
            "/v1/explain", new ExplainResource(snapshots, hints, clock, config.insecure()),
            "/d", new HttpdnsResource(own)));
  }

  private static Check check(Snapshots snapshots) {
    return snapshots.inForce().isPresent()
        ? Check.passing()
        : Check.failing("none since the start, from no control plane and no file");
  }

  /** Where it answers, with the port the system chose if 0 was asked for. */
  InetSocketAddress address() {
    return server.address();
  }

  /** Stops answering first; within about six seconds. */
  @Override
  public void close() {
    server.close();
    feed.close();
    keeper.close();
  }
}
