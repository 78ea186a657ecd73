package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
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

  private final Supplier<Leader> leader;
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
   * @param leader who leads, asked twice a second
   */
  public LeaderRelay(String region, String replica, Supplier<Leader> leader, Snapshots snapshots) {
    this.leader = leader;
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

  /** Who leads the region, as far as this replica can tell. */
  public sealed interface Leader {
    /** Another replica, at this gRPC address. */
    record Elsewhere(String address) implements Leader {}

    /** Nobody, or we. */
    record NotElsewhere() implements Leader {}

    /** Etcd cannot be asked. The leader of before may still be heard, and leads if it is. */
    record Unknown() implements Leader {}
  }

  private void look() {
    try {
      Leader now = leader.get();
      Link present = link;
      if (present != null && (present.isOver() || !mayBe(now, present.address))) {
        present.close();
        link = null;
        retryAtNanos =
            System.nanoTime() + ThreadLocalRandom.current().nextLong(RETRY_WITHIN.toNanos());
      }
      if (link == null
          && now instanceof Leader.Elsewhere(String address)
          && System.nanoTime() - retryAtNanos >= 0) {
        link = new Link(address).open();
      }
    } catch (RuntimeException e) {
      log.error("relay: look for the leader failed", e);
    }
  }

  private static boolean mayBe(Leader leader, String address) {
    return switch (leader) {
      case Leader.Elsewhere(String known) -> known.equals(address);
      case Leader.NotElsewhere() -> false;
      case Leader.Unknown() -> true;
    };
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
