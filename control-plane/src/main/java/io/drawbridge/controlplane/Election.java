package io.drawbridge.controlplane;

import com.google.protobuf.ByteString;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.controlplane.streams.LeaderRelay.Leader;
import io.drawbridge.coordination.Candidate;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.Guard;
import io.drawbridge.coordination.Leadership;
import io.drawbridge.coordination.registry.RegionKeys;
import java.util.Optional;

/** Who leads the region: etcd's election, in which each candidate's value is its gRPC address. */
final class Election implements Reign, AutoCloseable {
  private final Leadership leadership;

  Election(Coordination etcd, ControlPlaneConfig config) {
    this.leadership =
        etcd.campaign(
            new RegionKeys(config.region()).leader(),
            config.replica(),
            ByteString.copyFromUtf8(config.grpcAddress().toString()),
            config.etcd().electionTtl(),
            new Leadership.Listener() {
              @Override
              public void gained(Guard guard) {} // the fleet's thread asks ten times a second

              @Override
              public void lost(Guard guard) {}
            });
  }

  @Override
  public Optional<Long> ownEpoch() {
    return leadership.guard().map(Guard::epoch);
  }

  /** What writes of this replica are guarded by in a reign that it had or has. */
  Guard guard(long epoch) {
    return new Guard(leadership.key(), epoch);
  }

  @Override
  public boolean isElsewhere() {
    return leaderElsewhere().isPresent();
  }

  /** For whoever follows the leader. */
  Leader leader() {
    if (leadership.trouble().isPresent()) {
      return new Leader.Unknown();
    }
    return leaderElsewhere().<Leader>map(Leader.Elsewhere::new).orElseGet(Leader.NotElsewhere::new);
  }

  /** gRPC address of another replica that leads, as far as etcd tells us now. */
  Optional<String> leaderElsewhere() {
    return leadership.trouble().isPresent()
        ? Optional.empty()
        : leadership
            .leader()
            .filter(leader -> !leader.key().equals(leadership.key()))
            .map(Candidate::value)
            .map(ByteString::toStringUtf8);
  }

  /** Why we are no valid candidate; empty = all is well. */
  Optional<String> trouble() {
    return leadership.trouble();
  }

  @Override
  public void close() {
    leadership.close();
  }
}
