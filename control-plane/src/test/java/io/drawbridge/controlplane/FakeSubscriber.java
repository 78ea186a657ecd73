package io.drawbridge.controlplane;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A snapshot stream to one replica that tells back what it applied, as ipconfig does. */
final class FakeSubscriber implements StreamObserver<FleetSnapshot>, AutoCloseable {
  private final ManagedChannel channel;
  private final StreamObserver<SubscriberReport> reports;
  private final String region;
  private final AtomicLong received = new AtomicLong();
  private final Set<String> placed = ConcurrentHashMap.newKeySet();
  private final Set<String> displaced = ConcurrentHashMap.newKeySet();
  private volatile FleetSnapshot newest = FleetSnapshot.getDefaultInstance();
  private volatile String error = "";

  FakeSubscriber(int port) {
    this(port, "r");
  }

  FakeSubscriber(int port, String region) {
    this.region = region;
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    reports = FleetSnapshotsGrpc.newStub(channel).subscribe(this);
    reports.onNext(report(region).build());
  }

  FleetSnapshot newest() {
    return newest;
  }

  long received() {
    return received.get();
  }

  String error() {
    return error;
  }

  Map<String, GatewaySnapshot> places() {
    return newest.getGatewaysList().stream()
        .collect(Collectors.toMap(GatewaySnapshot::getGateway, Function.identity()));
  }

  double weight(String gateway) {
    GatewaySnapshot place = places().get(gateway);
    return place == null ? -1 : place.getWeight();
  }

  /** Gateways that have had a weight, and then had none in any snapshot since. */
  Set<String> displaced() {
    return displaced;
  }

  @Override
  public void onNext(FleetSnapshot snapshot) {
    newest = snapshot;
    Set<String> now =
        snapshot.getGatewaysList().stream()
            .filter(place -> place.getWeight() > 0)
            .map(GatewaySnapshot::getGateway)
            .collect(Collectors.toSet());
    placed.stream().filter(gateway -> !now.contains(gateway)).forEach(displaced::add);
    placed.addAll(now);
    received.incrementAndGet();
    reports.onNext(report(region).setApplied(snapshot.getGeneration()).build());
  }

  @Override
  public void onError(Throwable thrown) {
    error = thrown.getMessage();
  }

  @Override
  public void onCompleted() {
    error = "completed";
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static SubscriberReport.Builder report(String region) {
    return SubscriberReport.newBuilder().setSubscriber("ipc-1").setRegion(region);
  }
}
