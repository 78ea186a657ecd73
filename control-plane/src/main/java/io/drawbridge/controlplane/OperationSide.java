package io.drawbridge.controlplane;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.Operations;
import io.drawbridge.controlplane.operation.OtherOperations;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.streams.AnyRegionDesk;
import io.drawbridge.controlplane.streams.LeaderDesk;
import io.drawbridge.controlplane.streams.OperationFeed;
import io.drawbridge.controlplane.streams.OtherRegionDesk;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.process.config.HostPort;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everything between those who ask for operations and the streams of gateways. */
final class OperationSide implements AutoCloseable {
  private final Switchboard switchboard = new Switchboard();
  private final Processes processes = new Processes(System::nanoTime);
  private final OperationLog log = new OperationLog();
  private final KeyWatch watch;
  private final Operations operations;
  private final OtherOperations others;
  private final OperationFeed feed;
  private final Map<String, OperationDesk> regions;

  private OperationSide(
      Coordination etcd,
      Election election,
      Snapshots snapshots,
      ControlPlaneConfig config,
      InstantSource clock) {
    String region = config.region();
    List<OtherRegionDesk> desks = config.otherRegions().stream().map(OperationSide::desk).toList();
    this.regions =
        desks.stream().collect(Collectors.toMap(OtherRegionDesk::region, Function.identity()));
    this.others = new OtherOperations(regions.keySet(), System::nanoTime);
    this.feed = new OperationFeed(desks, others);
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
                switchboard,
                processes,
                regions),
            clock,
            System::nanoTime);
  }

  private static OtherRegionDesk desk(ControlPlaneConfig.OtherRegion other) {
    return new OtherRegionDesk(
        other.region(), other.controlPlanes().stream().map(HostPort::toString).toList());
  }

  /** Goes on with what is recorded as soon as this replica leads. */
  static OperationSide start(
      Coordination etcd,
      Election election,
      Snapshots snapshots,
      ControlPlaneConfig config,
      InstantSource clock) {
    OperationSide side = new OperationSide(etcd, election, snapshots, config, clock);
    var _ = side.operations.start();
    var _ = side.feed.start();
    return side;
  }

  /** Where the streams of gateways come together. */
  Switchboard switchboard() {
    return switchboard;
  }

  /** What those streams tell of the processes at their other end. */
  Processes processes() {
    return processes;
  }

  /** What every replica knows. */
  OperationLog log() {
    return log;
  }

  /** What other regions told of theirs. */
  OtherOperations others() {
    return others;
  }

  /** Where people ask, at any replica: of our region and of others. */
  OperationDesk desk(Supplier<Optional<String>> leaderElsewhere) {
    return new AnyRegionDesk(new LeaderDesk(operations, leaderElsewhere), regions, others);
  }

  /** Where they are asked for. */
  Operations desk() {
    return operations;
  }

  @Override
  public void close() {
    feed.close();
    operations.close();
    watch.close();
  }
}
