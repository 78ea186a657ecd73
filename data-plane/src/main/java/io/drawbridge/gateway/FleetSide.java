package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.Revocations;
import io.drawbridge.gateway.control.DirectiveCounts;
import io.drawbridge.gateway.control.FleetMember;
import io.drawbridge.gateway.control.RestartControl;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.handover.SuccessorCommand;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.overload.Priority;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.AdmittedLevel;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PeerList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything between this gateway and its region's control plane. */
final class FleetSide implements AutoCloseable {
  /** A report is sent each second and shown to people. */
  static final int MAX_LEVELS_TOLD = 16;

  private final Shared shared;
  private final ClientSide clients;
  private final Drain drain;
  private final PeerSide peers;
  private final FleetMember member;
  private final long generation;

  FleetSide(
      GatewayConfig config,
      Shared shared,
      ClientSide clients,
      PeerSide peers,
      Revocations revocations,
      RestartControl restarts,
      long generation) {
    this.generation = generation;
    this.shared = shared;
    this.clients = clients;
    this.drain = clients.drain();
    this.peers = peers;
    this.member =
        new FleetMember(
            new FleetMember.Settings(
                registration(config, clients.door().endpoints(), generation),
                config.etcd().endpoints(),
                config.etcd().registrationTtl(),
                config.controlPlanes(),
                config.reportInterval()),
            new FleetMember.Parts(
                this::state,
                this::load,
                this::named,
                revocations::add,
                shared.policies(),
                new ClientOrders(drain, shared.sessions(), this::stateChanged),
                restarts,
                shared.internalLoops()));
  }

  /**
   * The generation is the start time: higher than any earlier process's under this id, with or
   * without an etcd to ask, and higher than that of the process it takes over from. Should the
   * clock have gone back otherwise, the predecessor's lease ends within its TTL and the
   * registration then succeeds.
   */
  private static GatewayRegistration registration(
      GatewayConfig config, List<Endpoint> endpoints, long generation) {
    return GatewayRegistration.newBuilder()
        .setGateway(config.gateway())
        .setRegion(config.region())
        .setGeneration(generation)
        .setFailureDomain(config.failureDomain())
        .addAllEndpoints(endpoints)
        .setGrpcAddress(config.grpcAddress().toString())
        .setOperationsAddress(config.operationsAddress().toString())
        .setCapacity(
            Capacity.newBuilder()
                .setConnections(config.capacity().connections())
                .setAcceptsPerSecond(config.capacity().arrivalsPerSecond())
                .setMessagesPerSecond(config.capacity().messagesPerSecond())
                .setBytesPerSecond(config.capacity().bytesPerSecond().bytes()))
        .setStartedUnixMillis(generation)
        .putAllLabels(config.labels())
        .setArtifact(SuccessorCommand.ownArtifact())
        .build();
  }

  /**
   * Begins to report. The checks tell operators; a gateway without a control plane still serves.
   */
  void start(Health health) {
    health.readiness(
        "registration",
        () -> member.registrationTrouble().map(Check::degraded).orElseGet(Check::passing));
    health.readiness("control-streams", this::controlStreams);
    member.start();
  }

  /** This process's, as registered at its start. */
  long generation() {
    return generation;
  }

  /** The one that hands over and takes over. */
  FleetMember member() {
    return member;
  }

  boolean isRegistered() {
    return member.registrationTrouble().isEmpty();
  }

  /** The control planes that do not answer now. */
  List<HostPort> silentControlPlanes() {
    return member.silentControlPlanes();
  }

  DirectiveCounts directives() {
    return member.directives();
  }

  private Check controlStreams() {
    List<HostPort> silent = silentControlPlanes();
    return silent.isEmpty() ? Check.passing() : Check.degraded("no answer from " + silent);
  }

  void stateChanged() {
    member.stateChanged();
  }

  private GatewayState state() {
    return drain.isDraining() ? GatewayState.GATEWAY_DRAINING : GatewayState.SERVING;
  }

  private Load load() {
    return shared.measures().interval().toBuilder()
        .setDetachedSessions(clients.detachedSessions())
        .addAllLimitsReached(clients.limitsReached())
        .addAllLevels(levels())
        .build();
  }

  private List<AdmittedLevel> levels() {
    List<AdmittedLevel> levels = new ArrayList<>();
    clients
        .overload()
        .forEachLevel((of, level) -> {
          if (level < Priority.ALL) {
            levels.add(AdmittedLevel.newBuilder().setOf(of).setLevel(level).build());
          }
        });
    levels.sort(
        Comparator.comparing((AdmittedLevel level) -> !level.getOf().equals(Overload.ITSELF))
            .thenComparingInt(AdmittedLevel::getLevel));
    return levels.subList(0, Math.min(MAX_LEVELS_TOLD, levels.size()));
  }

  private void named(PeerList list) {
    peers.named(list);
  }

  @Override
  public void close() {
    member.close();
  }
}
