package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.time.Duration;
import java.time.Instant;

/**
 * The snapshot that answers are made of.
 *
 * @param source who gave it: a control plane's address, or the file
 */
public record SnapshotInForce(FleetSnapshot snapshot, String source) {

  public String generation() {
    return Generations.text(snapshot.getGeneration());
  }

  /** Since the leader made it, by both machines' clocks; never negative. */
  public Duration age(Instant now) {
    Duration age = Duration.between(Instant.ofEpochMilli(snapshot.getMadeUnixMillis()), now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
