package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway of any region, short: of our own region with the load it reported last, of another as
 * that region's snapshot has it.
 *
 * @param heard false: its stream is lost, whatever its state in the snapshot is
 * @param kept its weight is the last known one, kept by the vanish guard
 * @param limitingResource what sets its headroom; empty if it has none
 * @param addresses host:port where clients connect, each once
 * @param endpoints what is spoken at each
 */
public record LiveGateway(
    String gateway,
    String region,
    String state,
    boolean heard,
    boolean kept,
    double weight,
    double headroom,
    String limitingResource,
    int connections,
    Optional<Traffic> traffic,
    String failureDomain,
    List<String> addresses,
    List<EndpointDocument> endpoints,
    Optional<String> version,
    Optional<Long> startedUnixMillis) {
  private static final GatewaySnapshot NOWHERE = GatewaySnapshot.getDefaultInstance();

  /** What only its own region is told. */
  public record Traffic(
      int sessions, double messagesInPerSecond, double messagesOutPerSecond, double cpu) {
    static Traffic of(Load load) {
      return new Traffic(
          load.getSessions(),
          load.getMessagesInPerSecond(),
          load.getMessagesOutPerSecond(),
          load.getCpu());
    }
  }

  static Stream<LiveGateway> own(RegionView view) {
    Map<String, GatewaySnapshot> placed =
        view.snapshot().map(FleetSnapshot::getGatewaysList).orElse(List.of()).stream()
            .collect(Collectors.toMap(GatewaySnapshot::getGateway, Function.identity()));
    return view.gateways().stream()
        .map(status -> own(status, placed.getOrDefault(status.id(), NOWHERE)));
  }

  static Stream<LiveGateway> of(FleetSnapshot otherRegion) {
    return otherRegion.getGatewaysList().stream().map(LiveGateway::other);
  }

  private static LiveGateway own(GatewayStatus status, GatewaySnapshot placed) {
    var registration = status.registration();
    return new LiveGateway(
        status.id(),
        registration.getRegion(),
        placed.getState() == PlacementState.PLACEMENT_STATE_UNSPECIFIED
            ? status.presence().name()
            : placed.getState().name(),
        !status.presence().isLost(),
        placed.getKept(),
        placed.getWeight(),
        placed.getHeadroom(),
        placed.getLimitingResource(),
        status.load().map(Load::getConnections).orElse(placed.getConnections()),
        status.load().map(Traffic::of),
        registration.getFailureDomain(),
        addresses(registration.getEndpointsList()),
        EndpointDocument.all(registration.getEndpointsList()),
        Optional.of(registration.getVersion()),
        Optional.of(registration.getStartedUnixMillis()));
  }

  private static LiveGateway other(GatewaySnapshot placed) {
    boolean lost =
        placed.getState() == PlacementState.SUSPECT || placed.getState() == PlacementState.GONE;
    return new LiveGateway(
        placed.getGateway(),
        placed.getRegion(),
        placed.getState().name(),
        !lost && !placed.getKept(),
        placed.getKept(),
        placed.getWeight(),
        placed.getHeadroom(),
        placed.getLimitingResource(),
        placed.getConnections(),
        Optional.empty(),
        placed.getFailureDomain(),
        addresses(placed.getEndpointsList()),
        EndpointDocument.all(placed.getEndpointsList()),
        Optional.empty(),
        Optional.empty());
  }

  private static List<String> addresses(List<Endpoint> endpoints) {
    return EndpointDocument.all(endpoints).stream()
        .map(EndpointDocument::address)
        .distinct()
        .toList();
  }
}
