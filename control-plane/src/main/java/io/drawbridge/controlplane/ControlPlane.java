package io.drawbridge.controlplane;

import io.drawbridge.controlplane.ControlPlaneConfig.OtherRegion;
import io.drawbridge.controlplane.access.ApiToken;
import io.drawbridge.controlplane.resources.AllOperations;
import io.drawbridge.controlplane.resources.Doors;
import io.drawbridge.controlplane.resources.FleetResource;
import io.drawbridge.controlplane.resources.OperationResource;
import io.drawbridge.controlplane.resources.PolicyResource;
import io.drawbridge.controlplane.resources.RevocationResource;
import io.drawbridge.controlplane.resources.ScoreResource;
import io.drawbridge.controlplane.revocation.RegionDoor;
import io.drawbridge.controlplane.revocation.Revocations;
import io.drawbridge.controlplane.revocation.Revoker;
import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.controlplane.snapshot.Region;
import io.drawbridge.controlplane.snapshot.RegionSettings;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.streams.LeaderRelay;
import io.drawbridge.controlplane.streams.OtherRegionDoor;
import io.drawbridge.controlplane.streams.RegionFeed;
import io.drawbridge.controlplane.streams.StreamServer;
import io.drawbridge.controlplane.web.ConsoleFiles;
import io.drawbridge.controlplane.web.FleetEvents;
import io.drawbridge.controlplane.web.WebServer;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.coordination.registry.RevocationRecords;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica, wired in the order in which it starts. It needs no etcd to start and none to go on:
 * what it knows stays in force until etcd can be asked again.
 */
final class ControlPlane implements RunningProcess {
  private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final StreamServer streams;
  private final WebServer web;

  static ControlPlane start(ControlPlaneConfig config, Health health, Metrics metrics)
      throws Exception {
    return start(config, health, metrics, InstantSource.system());
  }

  /**
   * @param clock the time of day: for people and tokens, never for deciding who is there or leads
   */
  static ControlPlane start(
      ControlPlaneConfig config, Health health, Metrics metrics, InstantSource clock)
      throws Exception {
    return new ControlPlane(config, health, metrics, clock);
  }

  private ControlPlane(
      ControlPlaneConfig config, Health health, Metrics metrics, InstantSource clock)
      throws Exception {
    try {
      Optional<ApiToken> token = token(config);
      Snapshots snapshots = new Snapshots();
      Coordination etcd = opened(Coordination.with(config.etcd().endpoints()));
      Election election = opened(new Election(etcd, config));
      OtherRegions others = otherRegions(config);
      RegionSettings settings = settings(config);
      Region region =
          opened(
              new Region(settings, election, snapshots, others, clock, System::nanoTime).start());
      RegisteredGateways registered = new RegisteredGateways();
      KeyWatch registrations =
          opened(
              etcd.watch(
                  new RegionKeys(config.region()).gateways(),
                  Coordination.RECONCILE_EVERY,
                  (view, changes) -> region.registered(registered.of(view.entries().values()))));
      Revocations revocations = new Revocations();
      opened(
          etcd.watch(
              new RegionKeys(config.region()).revocations(),
              Coordination.RECONCILE_EVERY,
              (view, changes) -> revocations.replace(RevocationRecords.of(view))));
      OperationSide operations =
          opened(OperationSide.start(etcd, election, snapshots, config, clock));
      PolicySide policies =
          opened(PolicySide.start(etcd, election, operations.switchboard(), config, clock));
      RegionDoor own = new OwnRegionDoor(etcd, config.region(), clock);
      Revoker revoker = opened(revoker(config, own, clock));
      Checks checks = new Checks(election, registrations, region, snapshots);
      streams =
          opened(
              StreamServer.start(
                  config.grpcAddress().toSocketAddress(),
                  config.region(),
                  new StreamServer.Parts(
                      region,
                      snapshots,
                      revocations,
                      own,
                      operations.switchboard(),
                      policies.reports(),
                      operations.processes(),
                      operations.desk(),
                      operations.log())));
      opened(
          new LeaderRelay(config.region(), config.replica(), election::leader, snapshots).start());
      opened(regionFeed(config, others).start());
      AllOperations shown = new AllOperations(operations.log(), operations.others());
      FleetResource fleet =
          new FleetResource(settings, region, snapshots, others, shown, checks::all, clock);
      FleetEvents events = new FleetEvents(fleet::fleet);
      web =
          opened(
              WebServer.start(
                  config.restAddress().toSocketAddress(),
                  token,
                  ConsoleFiles.of(config.console()),
                  events,
                  fleet,
                  new ScoreResource(region.history(), clock),
                  new RevocationResource(revoker),
                  new PolicyResource(policies.desk(), policies.book()),
                  new OperationResource(
                      operations.desk(election::leaderElsewhere),
                      shown,
                      new Doors(config.region(), snapshots, others)::of)));
      opened(events.start()); // before the port in closing: it ends the streams
      others.watch(events::changed);
      operations.log().watch(events::changed);
      operations.others().watch(events::changed);
      opened(snapshots.subscribe(newest -> events.changed()).orElseThrow());
      ControlPlaneMetrics.register(metrics, election, snapshots, others, streams, clock);
      ControlPlaneMetrics.revocations(metrics, revocations);
      ControlPlaneMetrics.history(metrics, region.history());
      PolicyMetrics.register(metrics, policies.book(), clock);
      OperationMetrics.register(metrics, config.region(), operations.log(), clock);
      // Readiness is about serving what we know; a lost etcd must not take replicas out of service.
      health.readiness("registrations", () -> check(checks.listedOnce()));
      health.readiness("snapshot", () -> check(region.trouble().orElse("")));
    } catch (Exception e) {
      stop();
      throw e;
    }
  }

  int restPort() {
    return web.port();
  }

  int grpcPort() {
    return streams.port();
  }

  /** In reverse order of starting, so that nothing calls what is closed already. */
  @Override
  public void stop() {
    while (!opened.isEmpty()) {
      AutoCloseable last = opened.pop();
      try {
        last.close();
      } catch (Exception e) {
        log.warn("{}: not closed cleanly", last.getClass().getSimpleName(), e);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }

  private static OtherRegions otherRegions(ControlPlaneConfig config) {
    List<String> names = config.otherRegions().stream().map(OtherRegion::region).toList();
    return new OtherRegions(names, System::nanoTime);
  }

  private static RegionFeed regionFeed(ControlPlaneConfig config, OtherRegions others) {
    SubscriberReport identity =
        SubscriberReport.newBuilder()
            .setSubscriber(config.region() + "/" + config.replica())
            .setRegion(config.region())
            .build();
    Map<String, List<String>> controlPlanes =
        config.otherRegions().stream()
            .collect(
                Collectors.toMap(
                    OtherRegion::region,
                    other -> other.controlPlanes().stream().map(HostPort::toString).toList()));
    return new RegionFeed(identity, controlPlanes, others);
  }

  private static Revoker revoker(ControlPlaneConfig config, RegionDoor own, InstantSource clock) {
    Map<String, RegionDoor> doors = new HashMap<>();
    doors.put(config.region(), own);
    for (OtherRegion other : config.otherRegions()) {
      List<String> addresses = other.controlPlanes().stream().map(HostPort::toString).toList();
      doors.put(other.region(), new OtherRegionDoor(other.region(), addresses));
    }
    return new Revoker(doors, config.revocationLife(), clock);
  }

  private static RegionSettings settings(ControlPlaneConfig config) {
    return new RegionSettings(
        config.region(),
        config.replica(),
        config.fleetGeneration(),
        config.suspectAfter(),
        config.snapshotInterval(),
        config.registrationTtl());
  }

  private static Optional<ApiToken> token(ControlPlaneConfig config) throws Exception {
    return config.apiTokenFile().isPresent()
        ? Optional.of(ApiToken.read(config.apiTokenFile().get()))
        : Optional.empty();
  }

  private static Check check(String problem) {
    return problem.isEmpty() ? Check.passing() : Check.failing(problem);
  }

  /** What can be wrong, each empty when it is not. */
  private record Checks(
      Election election, KeyWatch registrations, Region region, Snapshots snapshots) {
    Map<String, String> all() {
      return Map.of(
          "etcd",
          registrations.trouble().orElse(""),
          "election",
          election.trouble().orElse(""),
          "snapshot",
          snapshot());
    }

    String listedOnce() {
      return registrations.view().isKnown() ? "" : registrations.trouble().orElse("");
    }

    String snapshot() {
      return region
          .trouble()
          .orElse(snapshots.newest().isEmpty() ? "no snapshot yet: no gateway is known" : "");
    }
  }
}
