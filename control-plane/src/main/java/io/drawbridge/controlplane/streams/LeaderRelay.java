package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to another replica while that one leads, so that our subscribers get its snapshots
 * unchanged and we could go on from the last one. All work on one thread of its own.
 */
public final class LeaderRelay implements AutoCloseable {
  /** Half a snapshot interval: how late we notice another leader or a broken stream. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Upper end of the pause before the same leader is tried again, drawn uniformly. */
  private static final Duration RETRY_WITHIN = Duration.ofSeconds(2);

  private static final int PING_EVERY_SECONDS = 10;
  private static final Logger log = LoggerFactory.getLogger(LeaderRelay.class);

  private final Supplier<Optional<String>> leaderElsewhere;
  private final Snapshots snapshots;
  private final SubscriberReport introduction;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("leader-relay").daemon().factory());
  private @Nullable Link link;
  private long retryAtNanos;

  /**
   * Does nothing until started.
   *
   * @param leaderElsewhere gRPC address of another replica that leads; empty if none does
   */
  public LeaderRelay(
      String region,
      String replica,
      Supplier<Optional<String>> leaderElsewhere,
      Snapshots snapshots) {
    this.leaderElsewhere = leaderElsewhere;
    this.snapshots = snapshots;
    this.introduction =
        SubscriberReport.newBuilder().setSubscriber(replica).setRegion(region).build();
  }

  public LeaderRelay start() {
    var ignored =
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    Link last = link;
    if (last != null) {
      last.close();
    }
  }

  private void look() {
    try {
      Optional<String> leader = leaderElsewhere.get();
      Link present = link;
      if (present != null && (present.isOver() || !leader.equals(Optional.of(present.address)))) {
        present.close();
        link = null;
        retryAtNanos =
            System.nanoTime() + ThreadLocalRandom.current().nextLong(RETRY_WITHIN.toNanos());
      }
      if (link == null && leader.isPresent() && System.nanoTime() - retryAtNanos >= 0) {
        link = new Link(leader.get()).open();
      }
    } catch (RuntimeException e) {
      log.error("relay: look for the leader failed", e);
    }
  }

  /** One subscription to one leader. */
  private final class Link implements StreamObserver<FleetSnapshot> {
    private final String address;
    private final ManagedChannel channel;
    private volatile boolean over;

    Link(String address) {
      this.address = address;
      this.channel =
          NettyChannelBuilder.forTarget("dns:///" + address)
              .usePlaintext()
              .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
              .directExecutor() // only remembers what it is given
              .build();
    }

    Link open() {
      log.info("relay: following the leader at {}", address);
      FleetSnapshotsGrpc.newStub(channel).subscribe(this).onNext(introduction);
      return this;
    }

    boolean isOver() {
      return over;
    }

    void close() {
      channel.shutdownNow();
    }

    @Override
    public void onNext(FleetSnapshot snapshot) {
      boolean taken = snapshots.offer(snapshot);
      log.trace("relay: snapshot of {} taken: {}", address, taken);
    }

    @Override
    public void onError(Throwable error) {
      log.info("relay: stream of {} ended: {}", address, error.getMessage());
      over = true;
    }

    @Override
    public void onCompleted() {
      over = true;
    }
  }
}
