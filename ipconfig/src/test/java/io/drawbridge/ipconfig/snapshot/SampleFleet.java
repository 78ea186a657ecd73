package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.List;
import java.util.stream.IntStream;

/** Snapshots of a region named local-1, made at a fixed time. */
public final class SampleFleet {
  public static final String REGION = "local-1";
  public static final long MADE_UNIX_MILLIS = 1_700_000_000_000L;

  private SampleFleet() {}

  /** Gateways gw-1 to gw-{@code gateways}, all UP with weight 1, in two failure domains. */
  public static FleetSnapshot snapshot(long counter, int gateways) {
    return snapshot(
        counter,
        IntStream.rangeClosed(1, gateways)
            .mapToObj(i -> gateway("gw-" + i, PlacementState.UP, 1))
            .toList());
  }

  public static FleetSnapshot snapshot(long counter, List<GatewaySnapshot> gateways) {
    return FleetSnapshot.newBuilder()
        .setRegion(REGION)
        .setGeneration(generation(1, 7, counter))
        .setMadeUnixMillis(MADE_UNIX_MILLIS)
        .setLeader("cp-1")
        .addAllGateways(gateways)
        .build();
  }

  public static Generation generation(long fleet, long epoch, long counter) {
    return Generation.newBuilder()
        .setFleetGeneration(fleet)
        .setLeaderEpoch(epoch)
        .setCounter(counter)
        .build();
  }

  /** Its host is 127.1.1.N for gw-N. */
  public static GatewaySnapshot gateway(String id, PlacementState state, double weight) {
    int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    return GatewaySnapshot.newBuilder()
        .setGateway(id)
        .setRegion(REGION)
        .setGeneration(1)
        .setFailureDomain("rack-" + number % 2)
        .setState(state)
        .setWeight(weight)
        .setHeadroom(0.9)
        .setLimitingResource("connections")
        .addEndpoints(
            Endpoint.newBuilder()
                .setGateway(id)
                .setHost("127.1.1." + number)
                .setPort(7000)
                .setTransport(Transport.TCP))
        .build();
  }

  /** Puts {@code snapshot} in force, as a control plane's stream does. */
  public static Snapshots inForce(FleetSnapshot snapshot) {
    Snapshots snapshots = new Snapshots(REGION);
    apply(snapshots, snapshot);
    return snapshots;
  }

  public static void apply(Snapshots snapshots, FleetSnapshot snapshot) {
    Offer offer = snapshots.offer(snapshot, "cp-1");
    if (!(offer instanceof Offer.Applied)) {
      throw new AssertionError(offer);
    }
  }
}
