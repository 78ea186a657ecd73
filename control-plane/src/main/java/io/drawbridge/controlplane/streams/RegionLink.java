package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.controlplane.snapshot.OtherRegions.Offer;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one control plane of another region. Each attempt has a connection of its own: after a
 * cut, TCP would go on waiting for the old one longer than the cut lasted. One thread, the feed's.
 */
final class RegionLink {
  /**
   * A stream that says nothing for so long is opened anew, whether the line is cut or the region
   * has no leader; what is in force comes at once. gRPC's own keep-alive takes 10 s at least.
   */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  /** A few round trips around the world. */
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** With the time to connect: a mended line is in use again in less than 5 s. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** 10,000 gateways, each some hundred bytes. */
  private static final int MAX_SNAPSHOT_BYTES = 16 * 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(RegionLink.class);

  private final String region;
  private final String address;
  private final SubscriberReport identity;
  private final OtherRegions regions;
  private final RandomGenerator random;
  private @Nullable Attempt attempt;
  private long pauseLimitNanos = FIRST_PAUSE.toNanos();
  private long openAtNanos = System.nanoTime();
  private volatile boolean lossLogged;

  RegionLink(
      String region,
      String address,
      SubscriberReport identity,
      OtherRegions regions,
      RandomGenerator random) {
    this.region = region;
    this.address = address;
    this.identity = identity;
    this.regions = regions;
    this.random = random;
  }

  /** Opens what is due and gives up what has ended. */
  void look() {
    long now = System.nanoTime();
    Attempt present = attempt;
    if (present != null && !present.end(now).isEmpty()) {
      lost(present, present.end(now), now);
    } else if (present == null && now - openAtNanos >= 0) {
      attempt = new Attempt().open();
    }
  }

  void close() {
    Attempt last = attempt;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public String toString() {
    return region + " at " + address;
  }

  /** The next attempt is after a pause with full jitter. */
  private void lost(Attempt ended, String why, long now) {
    ended.close();
    attempt = null;
    if (ended.heard) {
      pauseLimitNanos = FIRST_PAUSE.toNanos();
    }
    openAtNanos = now + random.nextLong(pauseLimitNanos + 1);
    pauseLimitNanos = Math.min(LONGEST_PAUSE.toNanos(), 2 * pauseLimitNanos);
    if (!lossLogged) { // once until something new is heard
      log.warn("snapshots of {} lost: {}; trying again", this, why);
      lossLogged = true;
    }
  }

  /** What is wrong with it; empty = nothing. */
  private String received(FleetSnapshot snapshot) {
    return switch (regions.offer(region, snapshot)) {
      case Offer.Taken() -> {
        if (lossLogged) {
          log.info("snapshots of {} are back", this);
          lossLogged = false;
        }
        yield "";
      }
      case Offer.NotNewer() -> "";
      case Offer.WrongRegion(String found) ->
          "region: \"" + found + "\" (expected: " + region + ")";
    };
  }

  /** One line: gRPC puts the cause that matters behind "io exception". */
  static String text(Status status) {
    Throwable cause = status.getCause();
    String description = String.valueOf(status.getDescription());
    String because = cause == null ? "" : ": " + cause.getMessage();
    return (status.getCode() + " " + description + because).lines().findFirst().orElse("");
  }

  /** One subscription on one connection. gRPC calls it on its own threads. */
  private final class Attempt implements StreamObserver<FleetSnapshot> {
    private final ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + address)
            .usePlaintext()
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_WITHIN.toMillis())
            .maxInboundMessageSize(MAX_SNAPSHOT_BYTES)
            .directExecutor() // only remembers what it is given
            .build();
    private volatile String end = "";
    private volatile boolean heard;
    private volatile long heardNanos = System.nanoTime();

    Attempt open() {
      FleetSnapshotsGrpc.newStub(channel).subscribe(this).onNext(identity);
      return this;
    }

    /** Why it is of no use any more; empty while it is. */
    String end(long nowNanos) {
      if (end.isEmpty() && nowNanos - heardNanos >= LONGEST_SILENCE.toNanos()) {
        return "silent for " + LONGEST_SILENCE.toSeconds() + " s";
      }
      return end;
    }

    void close() {
      channel.shutdownNow();
    }

    @Override
    public void onNext(FleetSnapshot snapshot) {
      String wrong = received(snapshot);
      if (wrong.isEmpty()) {
        heardNanos = System.nanoTime();
        heard = true;
      } else {
        end = wrong;
      }
    }

    @Override
    public void onError(Throwable error) {
      end = text(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end = "ended by the control plane";
    }
  }
}
