package io.drawbridge.controlplane;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.Operations;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.registry.RegionKeys;
import java.time.InstantSource;

/** Everything between those who ask for operations and the streams of gateways. */
final class OperationSide implements AutoCloseable {
  private final Switchboard switchboard = new Switchboard();
  private final OperationLog log = new OperationLog();
  private final KeyWatch watch;
  private final Operations operations;

  private OperationSide(
      Coordination etcd, Election election, Snapshots snapshots, ControlPlaneConfig config) {
    String region = config.region();
    this.watch =
        etcd.watch(
            new RegionKeys(region).operations(),
            Coordination.RECONCILE_EVERY,
            (view, changes) -> log.replace(EtcdOperations.of(view), view.revision()));
    this.operations =
        new Operations(
            region,
            config.fleetGeneration(),
            new Operations.Parts(
                new EtcdOperations(etcd, region, election::guard),
                log,
                election,
                snapshots,
                switchboard),
            InstantSource.system(),
            System::nanoTime);
  }

  /** Goes on with what is recorded as soon as this replica leads. */
  static OperationSide start(
      Coordination etcd, Election election, Snapshots snapshots, ControlPlaneConfig config) {
    OperationSide side = new OperationSide(etcd, election, snapshots, config);
    var _ = side.operations.start();
    return side;
  }

  /** Where the streams of gateways come together. */
  Switchboard switchboard() {
    return switchboard;
  }

  /** What every replica knows. */
  OperationLog log() {
    return log;
  }

  /** Where they are asked for. */
  Operations desk() {
    return operations;
  }

  @Override
  public void close() {
    operations.close();
    watch.close();
  }
}
