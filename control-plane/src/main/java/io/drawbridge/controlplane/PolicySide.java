package io.drawbridge.controlplane;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.policy.GatewayReports;
import io.drawbridge.controlplane.policy.Policies;
import io.drawbridge.controlplane.policy.PolicyBook;
import io.drawbridge.controlplane.policy.PolicyDesk;
import io.drawbridge.controlplane.policy.PolicyLeader;
import io.drawbridge.controlplane.policy.PolicyStore;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.registry.RegionKeys;
import java.time.InstantSource;

/** Everything between those who write policies and the streams of gateways. */
final class PolicySide implements AutoCloseable {
  private final PolicyBook book = new PolicyBook();
  private final GatewayReports reports = new GatewayReports(System::nanoTime);
  private final KeyWatch watch;
  private final PolicyDesk desk;
  private final PolicyLeader leader;

  private PolicySide(
      Coordination etcd,
      Election election,
      Switchboard switchboard,
      ControlPlaneConfig config,
      InstantSource clock) {
    PolicyStore store = new EtcdPolicies(etcd, config.region(), election::guard);
    this.watch =
        etcd.watch(
            new RegionKeys(config.region()).policies(),
            Coordination.RECONCILE_EVERY,
            (view, changes) -> book.replace(EtcdPolicies.of(view)));
    this.desk = new Policies(store, book, clock);
    this.leader =
        new PolicyLeader(
            config.fleetGeneration(),
            new PolicyLeader.Parts(election, book, store, reports, switchboard),
            clock,
            System::nanoTime);
  }

  /** Goes on with what is recorded as soon as this replica leads. */
  static PolicySide start(
      Coordination etcd,
      Election election,
      Switchboard switchboard,
      ControlPlaneConfig config,
      InstantSource clock) {
    PolicySide side = new PolicySide(etcd, election, switchboard, config, clock);
    var _ = side.leader.start();
    return side;
  }

  /** What every replica knows. */
  PolicyBook book() {
    return book;
  }

  /** Where people ask, at any replica. */
  PolicyDesk desk() {
    return desk;
  }

  /** Where the streams of gateways tell what they do. */
  GatewayReports reports() {
    return reports;
  }

  @Override
  public void close() {
    leader.close();
    watch.close();
  }
}
