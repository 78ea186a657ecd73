package io.drawbridge.controlplane;

import io.drawbridge.controlplane.revocation.RegionDoor;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.CoordinationException;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.coordination.registry.RevocationRecords;
import io.drawbridge.proto.control.v1.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** This region: a revocation is in force when it is in etcd, from where every replica has it. */
final class OwnRegionDoor implements RegionDoor {
  private final Coordination etcd;
  private final RegionKeys keys;
  private final InstantSource clock;

  OwnRegionDoor(Coordination etcd, String region, InstantSource clock) {
    this.etcd = etcd;
    this.keys = new RegionKeys(region);
    this.clock = clock;
  }

  @Override
  public void revoke(Revocation revocation) throws Unreachable {
    Instant ends = Instant.ofEpochMilli(revocation.getEndsUnixMillis());
    try {
      etcd.putFor(
          Duration.between(clock.instant(), ends),
          keys.revocation(revocation.getApp(), revocation.getUser(), revocation.getDevice()),
          RevocationRecords.toJson(revocation));
    } catch (CoordinationException e) {
      throw new Unreachable("etcd: " + e.getMessage(), e);
    }
  }
}
