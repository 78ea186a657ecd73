package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.revocation.RegionDoor;
import io.drawbridge.proto.control.v1.FleetAccessGrpc;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevokeResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another region, through the first of its control planes that answers. A connection for each call:
 * they are rare, and an old connection may have been cut unnoticed.
 */
public final class OtherRegionDoor implements RegionDoor {
  /** Of one control plane: its own etcd's deadline and the way there and back. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

  private final String region;
  private final List<String> controlPlanes;

  /** {@code controlPlanes}: gRPC addresses of its replicas. */
  public OtherRegionDoor(String region, List<String> controlPlanes) {
    this.region = region;
    this.controlPlanes = List.copyOf(controlPlanes);
  }

  @Override
  public void revoke(Revocation revocation) throws Unreachable {
    Unreachable last = new Unreachable(region + ": no control plane is known", null);
    for (String address : controlPlanes) {
      try {
        revoke(address, revocation);
        return;
      } catch (StatusException e) {
        last = new Unreachable(address + ": " + RegionLink.text(e.getStatus()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unreachable("interrupted", e);
      }
    }
    throw last;
  }

  private static void revoke(String address, Revocation revocation)
      throws StatusException, InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().build();
    try {
      RevokeResponse _ =
          FleetAccessGrpc.newBlockingV2Stub(channel)
              .withDeadlineAfter(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
              .revoke(revocation);
    } finally {
      channel.shutdownNow();
    }
  }
}
