package io.drawbridge.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.control.v1.PeerList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SiblingsTest {
  private static final int CLIENTS = 20_000;

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void eachClientHasAnOrderOfItsOwnByWeight() {
    PeerList list =
        PeerList.newBuilder()
            .addSiblings(endpoint("b", Transport.TCP))
            .addSiblings(endpoint("b", Transport.TLS))
            .addSiblings(endpoint("c", Transport.TCP))
            .addAllSiblingWeights(List.of(48.0, 48.0, 16.0))
            .build();

    Map<String, Integer> first = firstOf(Siblings.of(list));

    assertThat(first.get("b") / (double) CLIENTS).isCloseTo(0.75, within(0.02));
    assertThat(Siblings.of(list).drawn(random))
        .containsExactlyInAnyOrderElementsOf(list.getSiblingsList());
  }

  @Test
  void withoutWeightsEverySiblingGetsTheSame() {
    PeerList list =
        PeerList.newBuilder()
            .addSiblings(endpoint("b", Transport.TCP))
            .addSiblings(endpoint("c", Transport.TCP))
            .build();

    assertThat(firstOf(Siblings.of(list)).get("c") / (double) CLIENTS).isCloseTo(0.5, within(0.02));
  }

  @Test
  void whatHasNoNameOrNoWeightIsLeftOut() {
    PeerList list =
        PeerList.newBuilder()
            .addSiblings(endpoint("", Transport.TCP))
            .addSiblings(endpoint("b", Transport.TCP))
            .addSiblings(endpoint("c", Transport.TCP))
            .addSiblings(endpoint("d", Transport.TCP))
            .addAllSiblingWeights(List.of(1.0, 0.0, 1.0, Double.NaN))
            .build();

    assertThat(Siblings.of(list).drawn(random))
        .extracting(Endpoint::getGateway)
        .containsExactly("c");
    assertThat(Siblings.NONE.drawn(random)).isEmpty();
  }

  private Map<String, Integer> firstOf(Siblings siblings) {
    Map<String, Integer> first = new HashMap<>();
    for (int client = 0; client < CLIENTS; client++) {
      first.merge(siblings.drawn(random).getFirst().getGateway(), 1, Integer::sum);
    }
    return first;
  }

  private static Endpoint endpoint(String gateway, Transport transport) {
    return Endpoint.newBuilder()
        .setGateway(gateway)
        .setHost(gateway + ".test")
        .setPort(7000)
        .setTransport(transport)
        .build();
  }
}
