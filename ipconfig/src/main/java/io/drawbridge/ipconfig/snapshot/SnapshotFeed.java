package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscriptions to every control plane, all on one thread. */
public final class SnapshotFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SnapshotFeed.class);

  private static final Duration FIRST_DELAY = Duration.ofMillis(100);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  /** A dead peer is noticed within 15 s; the other control planes serve meanwhile. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ipconfig-snapshots").daemon().factory());
  private final List<Subscription> subscriptions;

  private SnapshotFeed(
      SubscriberReport identity,
      List<HostPort> controlPlanes,
      Snapshots snapshots,
      AnswerTally tally,
      RandomGenerator random) {
    subscriptions =
        controlPlanes.stream()
            .map(address ->
                new Subscription(
                    identity,
                    channel(address),
                    snapshots,
                    tally,
                    new Backoff(FIRST_DELAY, LONGEST_DELAY, random),
                    thread))
            .toList();
  }

  /**
   * Subscribes to all {@code controlPlanes} as {@code identity} and reports to each of them once
   * per {@code reportInterval}, and at once when a snapshot was applied.
   */
  public static SnapshotFeed start(
      SubscriberReport identity,
      List<HostPort> controlPlanes,
      Snapshots snapshots,
      AnswerTally tally,
      RandomGenerator random,
      Duration reportInterval) {
    SnapshotFeed feed = new SnapshotFeed(identity, controlPlanes, snapshots, tally, random);
    feed.thread.execute(() -> feed.subscriptions.forEach(Subscription::open));
    var _ =
        feed.thread.scheduleAtFixedRate(
            () -> reportAll(feed.subscriptions),
            reportInterval.toMillis(),
            reportInterval.toMillis(),
            TimeUnit.MILLISECONDS);
    return feed;
  }

  private ManagedChannel channel(HostPort controlPlane) {
    return NettyChannelBuilder.forAddress(controlPlane.host(), controlPlane.port())
        .usePlaintext()
        .executor(thread)
        .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .maxInboundMessageSize(SnapshotFile.MAX_BYTES)
        .build();
  }

  private static void reportAll(List<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.report();
      } catch (RuntimeException e) {
        log.warn("a report failed", e); // and the schedule goes on
      }
    }
  }

  /** Control planes that are subscribed to. */
  public int size() {
    return subscriptions.size();
  }

  /** Those of them whose snapshots come now. Threads: any. */
  public int up() {
    return (int) subscriptions.stream().filter(Subscription::isUp).count();
  }

  /** Within two seconds. */
  @Override
  public void close() {
    thread.execute(() -> subscriptions.forEach(Subscription::close));
    try {
      for (Subscription subscription : subscriptions) {
        subscription.awaitClosed(CLOSE_LIMIT.dividedBy(subscriptions.size()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}
