package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void withoutASnapshotThereAreNoSiblings() {
    PeerLists lists = new PeerLists(List.of(status("a"), status("b")), Optional.empty());

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
    return new PeerLists(statuses, Optional.of(snapshot.build()));
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
        Optional.empty());
  }
}
