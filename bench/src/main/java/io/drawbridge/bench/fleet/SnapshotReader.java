package io.drawbridge.bench.fleet;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;

/**
 * A subscriber that reads: when a gateway's number changes, it tells the tally. Threads: callbacks
 * come on the event loop.
 */
final class SnapshotReader implements StreamObserver<FleetSnapshot> {
  private final Map<String, Integer> connections = new HashMap<>();
  private final ManagedChannel channel;
  private final Tally tally;
  private volatile Generation newest = Generation.getDefaultInstance();
  private volatile int gateways;
  private volatile boolean closed;

  SnapshotReader(String region, ManagedChannel channel, Tally tally) {
    this.channel = channel;
    this.tally = tally;
    FleetSnapshotsGrpc.newStub(channel)
        .subscribe(this)
        .onNext(
            SubscriberReport.newBuilder()
                .setSubscriber("reader-" + channel.authority())
                .setRegion(region)
                .build());
  }

  Generation newest() {
    return newest;
  }

  /** In the newest snapshot. */
  int gateways() {
    return gateways;
  }

  void close() {
    closed = true;
    channel.shutdownNow();
  }

  @Override
  public void onNext(FleetSnapshot snapshot) {
    long now = System.nanoTime();
    newest = snapshot.getGeneration();
    gateways = snapshot.getGatewaysCount();
    snapshot
        .getGatewaysList()
        .forEach(gateway -> {
          Integer before = connections.put(gateway.getGateway(), gateway.getConnections());
          if (before == null || before != gateway.getConnections()) {
            tally.seen(gateway.getGateway(), gateway.getConnections(), now);
          }
        });
  }

  @Override
  public void onError(Throwable error) {
    if (!closed) {
      tally.failed("snapshot stream: " + error.getMessage());
    }
  }

  @Override
  public void onCompleted() {
    tally.failed("snapshot stream: ended by the control plane");
  }
}
