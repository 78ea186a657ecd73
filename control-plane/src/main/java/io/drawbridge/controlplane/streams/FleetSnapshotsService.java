package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.snapshot.Snapshots.Subscription;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/**
 * Snapshot streams: the newest at once, then each newer one that the subscriber is ready for. Other
 * regions' control planes may listen too; only what our own subscribers report counts.
 */
final class FleetSnapshotsService extends FleetSnapshotsGrpc.FleetSnapshotsImplBase {
  private final String region;
  private final Snapshots snapshots;

  FleetSnapshotsService(String region, Snapshots snapshots) {
    this.region = region;
    this.snapshots = snapshots;
  }

  @Override
  public StreamObserver<SubscriberReport> subscribe(StreamObserver<FleetSnapshot> responses) {
    var peer = (ServerCallStreamObserver<FleetSnapshot>) responses;
    Conflated<FleetSnapshot> newest = new Conflated<>(peer, snapshot -> "newest");
    Optional<Subscription> subscription = snapshots.subscribe(newest::offer);
    if (subscription.isEmpty()) {
      newest.refuse(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "subscribers: " + Snapshots.MAX_SUBSCRIBERS + " (expected: fewer)"));
      return new Ignored<>();
    }
    Subscriber subscriber = new Subscriber(region, newest, subscription.get());
    peer.setOnCancelHandler(subscriber::end);
    return subscriber;
  }

  /** One subscriber's way up. */
  private record Subscriber(
      String region, Conflated<FleetSnapshot> newest, Subscription subscription)
      implements StreamObserver<SubscriberReport> {
    @Override
    public void onNext(SubscriberReport report) {
      if (report.getRegion().isEmpty()) {
        newest.refuse(
            Status.INVALID_ARGUMENT.withDescription("region: empty (expected: the subscriber's)"));
        end();
      } else if (report.getRegion().equals(region)) {
        subscription.reported(report);
      }
    }

    @Override
    public void onError(Throwable error) {
      end();
    }

    @Override
    public void onCompleted() {
      newest.complete();
      end();
    }

    void end() {
      newest.ended();
      subscription.close();
    }
  }
}
