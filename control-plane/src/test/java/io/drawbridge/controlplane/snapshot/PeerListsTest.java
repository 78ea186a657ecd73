package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.control.v1.RegionDoor;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerListsTest {
  @Test
  void everyOtherGatewayIsAPeerButOnlyThoseWithAPlaceAreSiblings() {
    PeerLists lists = lists(Map.of("a", 1.0, "b", 0.0, "c", 5.0));

    PeerList list = lists.of("a");

    assertThat(list.getGatewaysList()).extracting(Peer::getGateway).containsExactly("b", "c");
    assertThat(list.getGateways(0).getGrpcAddress()).isEqualTo("b.test:7001");
    assertThat(list.getSiblingsList()).extracting(e -> e.getGateway()).containsExactly("c");
  }

  @Test
  void siblingsHaveTheirSharesAndAFewPercentAreNoNews() {
    PeerList list = lists(Map.of("a", 1.0, "b", 12.0, "c", 0.07)).of("a");
    PeerList later = lists(Map.of("a", 7.0, "b", 15.0, "c", 0.072)).of("a");

    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < list.getSiblingsCount(); i++) {
      shares.put(list.getSiblings(i).getGateway(), list.getSiblingWeights(i));
    }
    assertThat(shares).containsExactlyInAnyOrderEntriesOf(Map.of("b", 16.0, "c", 0.0625));
    assertThat(later).isEqualTo(list);
  }

  @Test
  void withoutASnapshotThereAreNoSiblings() {
    PeerLists lists = new PeerLists(List.of(status("a"), status("b")), Optional.empty(), List.of());

    assertThat(lists.of("a").getGatewaysCount()).isEqualTo(1);
    assertThat(lists.of("a").getSiblingsList()).isEmpty();
  }

  @Test
  void differentGatewaysSendTheirClientsToDifferentSiblingsByWeight() {
    Map<String, Double> weights = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      weights.put("gw-" + i, i < 30 ? 9.0 : 1.0);
    }
    PeerLists lists = lists(weights);

    Map<String, Integer> first = new HashMap<>();
    for (String gateway : weights.keySet()) {
      PeerList list = lists.of(gateway);
      assertThat(list.getSiblingsCount()).isEqualTo(PeerLists.MAX_SIBLINGS);
      first.merge(list.getSiblings(0).getGateway(), 1, Integer::sum);
    }

    assertThat(first.values()).as("nobody is everyone's first choice").allMatch(n -> n <= 25);
    int toHeavy =
        first.entrySet().stream()
            .filter(entry -> weights.get(entry.getKey()) > 1)
            .mapToInt(Map.Entry::getValue)
            .sum();
    assertThat(toHeavy).as("270 of 540 units of weight are heavy").isBetween(110, 190);
  }

  @Test
  void aDoorHasTheGatewaysThatAreThere() {
    FleetSnapshot snapshot =
        FleetSnapshot.newBuilder()
            .addGateways(door("up", PlacementState.UP))
            .addGateways(door("leaving", PlacementState.DRAINING))
            .addGateways(door("lost", PlacementState.SUSPECT))
            .addGateways(door("gone", PlacementState.GONE))
            .addGateways(door("mute", PlacementState.UP).clearGrpcAddress())
            .build();

    PeerList list =
        lists(List.of(other("s", Optional.of(snapshot)), other("t", Optional.empty()))).of("a");

    assertThat(list.getDoorsList()).extracting(RegionDoor::getRegion).containsExactly("s", "t");
    assertThat(list.getDoors(0).getGrpcAddressesList())
        .containsExactlyInAnyOrder("up.s:7001", "leaving.s:7001");
    assertThat(list.getDoors(1).getGrpcAddressesList()).isEmpty();
  }

  @Test
  void aLargeRegionHasSomeDoorsForEachGatewayAndOneLossMovesOneDoor() {
    FleetSnapshot.Builder snapshot = FleetSnapshot.newBuilder();
    for (int i = 0; i < 200; i++) {
      snapshot.addGateways(door("gw-" + i, PlacementState.UP));
    }
    PeerLists before = lists(List.of(other("s", Optional.of(snapshot.build()))));

    Set<String> firstChoices = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(addresses(before, "asker-" + i)).hasSize(PeerLists.MAX_DOORS);
      firstChoices.add(addresses(before, "asker-" + i).getFirst());
    }
    assertThat(firstChoices).hasSizeGreaterThan(60);

    String lost = addresses(before, "asker-0").getFirst();
    for (GatewaySnapshot.Builder gateway : snapshot.getGatewaysBuilderList()) {
      if (gateway.getGrpcAddress().equals(lost)) {
        gateway.setState(PlacementState.SUSPECT);
      }
    }
    PeerLists after = lists(List.of(other("s", Optional.of(snapshot.build()))));
    assertThat(addresses(after, "asker-0").subList(0, PeerLists.MAX_DOORS - 1))
        .isEqualTo(addresses(before, "asker-0").subList(1, PeerLists.MAX_DOORS));
  }

  private static List<String> addresses(PeerLists lists, String asker) {
    return lists.of(asker).getDoors(0).getGrpcAddressesList();
  }

  private static PeerLists lists(List<OtherRegion> others) {
    return new PeerLists(List.of(status("a")), Optional.empty(), others);
  }

  private static OtherRegion other(String region, Optional<FleetSnapshot> snapshot) {
    return new OtherRegion(region, snapshot, snapshot.map(known -> Duration.ZERO));
  }

  private static GatewaySnapshot.Builder door(String id, PlacementState state) {
    return GatewaySnapshot.newBuilder()
        .setGateway(id)
        .setState(state)
        .setGrpcAddress(id + ".s:7001");
  }

  private static PeerLists lists(Map<String, Double> weights) {
    FleetSnapshot.Builder snapshot = FleetSnapshot.newBuilder();
    List<GatewayStatus> statuses = new ArrayList<>();
    weights.keySet().stream()
        .sorted()
        .forEach(id -> {
          statuses.add(status(id));
          snapshot.addGateways(
              GatewaySnapshot.newBuilder()
                  .setGateway(id)
                  .setWeight(weights.get(id))
                  .addAllEndpoints(registration(id, 1).getEndpointsList()));
        });
    return new PeerLists(statuses, Optional.of(snapshot.build()), List.of());
  }

  private static GatewayStatus status(String id) {
    return new GatewayStatus(
        id,
        registration(id, 1),
        true,
        Presence.SERVING,
        0,
        false,
        1,
        Optional.empty(),
        PolicyState.getDefaultInstance(),
        Optional.empty());
  }
}
