package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.snapshot.v1.AnswersGiven;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of one control plane: snapshots down, reports up, opened again for ever. Everything
 * happens on {@code thread}, which is also the channel's executor; nothing here blocks.
 */
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /** A replica may lag behind its leader by a snapshot or two; ten are a fault. */
  private static final int OLDER_UNTIL_WARNED = 10;

  private final String controlPlane;
  private final SubscriberReport identity;
  private final ManagedChannel channel;
  private final Snapshots snapshots;
  private final AnswerTally tally;
  private final Backoff backoff;
  private final ScheduledExecutorService thread;

  private volatile @Nullable Stream stream;
  private Map<String, Long> toldTotals = new HashMap<>();
  private int olderInARow;
  private boolean lossLogged;
  private boolean closed;

  /**
   * @param identity subscriber and region
   */
  Subscription(
      SubscriberReport identity,
      ManagedChannel channel,
      Snapshots snapshots,
      AnswerTally tally,
      Backoff backoff,
      ScheduledExecutorService thread) {
    this.controlPlane = channel.authority();
    this.identity = identity;
    this.channel = channel;
    this.snapshots = snapshots;
    this.tally = tally;
    this.backoff = backoff;
    this.thread = thread;
  }

  void open() {
    if (closed) {
      return;
    }
    channel.resetConnectBackoff(); // the delays are ours, not the channel's
    Stream opening = new Stream();
    stream = opening;
    var _ = FleetSnapshotsGrpc.newStub(channel).subscribe(opening);
    report();
  }

  /** Tells what is applied and what was answered since the last report. */
  void report() {
    Stream current = stream;
    if (current == null || !current.ready()) {
      return; // a peer that does not read gets the sum later
    }
    SubscriberReport.Builder report = identity.toBuilder();
    snapshots.inForce().ifPresent(s -> report.setApplied(s.snapshot().getGeneration()));
    Map<String, Long> totals = tally.totals();
    totals.forEach((gateway, total) -> {
      long told = toldTotals.getOrDefault(gateway, 0L);
      long count = total >= told ? total - told : total; // less: forgotten and counted anew
      if (count > 0) {
        report.addAnswers(
            AnswersGiven.newBuilder()
                .setGateway(gateway)
                .setCount((int) Math.min(count, Integer.MAX_VALUE)));
      }
    });
    current.send(report.build());
    toldTotals = totals;
  }

  /** True while the present stream has brought a snapshot. Threads: any. */
  boolean isUp() {
    Stream current = stream;
    return current != null && current.alive;
  }

  void close() {
    closed = true;
    channel.shutdownNow();
  }

  /** After {@link #close}, from another thread. */
  void awaitClosed(Duration limit) throws InterruptedException {
    channel.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void received(FleetSnapshot snapshot) {
    switch (snapshots.offer(snapshot, controlPlane)) {
      case Offer.Applied() -> {
        olderInARow = 0;
        snapshots.inForce().ifPresent(tally::keepOnly);
        report(); // a drain waits for this confirmation
      }
      case Offer.NotNewer(boolean older) -> {
        olderInARow = older ? olderInARow + 1 : 0;
        if (olderInARow == OLDER_UNTIL_WARNED) {
          warnOlder(snapshot);
        }
      }
      case Offer.Refused(String because) ->
          log.warn("snapshot of {} refused: {}", controlPlane, because);
    }
  }

  private void warnOlder(FleetSnapshot snapshot) {
    log.warn(
        "{} tells generation {} only (expected: > {}); after an etcd restore, raise its"
            + " fleet-generation",
        controlPlane,
        Generations.text(snapshot.getGeneration()),
        snapshots.inForce().map(SnapshotInForce::generation).orElse("none"));
  }

  private void lost(Stream which, Status status) {
    if (which != stream || closed) {
      return;
    }
    stream = null;
    Duration delay = backoff.next();
    if (!lossLogged) { // once per outage
      log.warn("snapshots of {} lost: {}; trying again", controlPlane, text(status));
      lossLogged = true;
    }
    var _ = thread.schedule(this::open, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void alive(FleetSnapshot first) {
    backoff.reset();
    lossLogged = false;
    log.info(
        "snapshots of {}: generation {}", controlPlane, Generations.text(first.getGeneration()));
  }

  /** Without the stack trace that gRPC puts into some causes. */
  private static String text(Status status) {
    String description = status.getDescription() == null ? "" : " " + status.getDescription();
    Throwable cause = status.getCause();
    String because = cause == null ? "" : ": " + cause.getMessage();
    return (status.getCode() + description + because).lines().findFirst().orElse("");
  }

  /** One attempt; outlived by its subscription. */
  private final class Stream implements ClientResponseObserver<SubscriberReport, FleetSnapshot> {
    private @Nullable ClientCallStreamObserver<SubscriberReport> call;
    private volatile boolean alive;

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscriberReport> starting) {
      call = starting;
      starting.setOnReadyHandler(Subscription.this::report);
    }

    boolean ready() {
      return call != null && call.isReady();
    }

    void send(SubscriberReport report) {
      if (call != null) {
        call.onNext(report);
      }
    }

    @Override
    public void onNext(FleetSnapshot snapshot) {
      if (!alive) {
        alive(snapshot);
      }
      alive = true;
      received(snapshot);
    }

    @Override
    public void onError(Throwable cause) {
      lost(this, Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
      lost(this, Status.UNAVAILABLE.withDescription("ended by the control plane"));
    }
  }
}
