package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet.Attached;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PolicyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerTellerTest {
  private static final Fence FENCE = Fence.newBuilder().setLeaderEpoch(4).build();

  private final PeerTeller teller = new PeerTeller();
  private final List<Heard> gateways = new ArrayList<>();

  @Test
  void whoHasJustAttachedIsToldAtOnceAndOnlyOnce() {
    attach(3);
    assertThat(teller.knows(attached())).isFalse();

    round();
    round();

    assertThat(teller.knows(attached())).isTrue();
    assertThat(gateways).allSatisfy(gateway -> assertThat(gateway.heard).hasSize(1));
    assertThat(gateways.getFirst().heard.getFirst().getPeers().getGatewaysCount()).isEqualTo(2);
  }

  @Test
  void aGatewayThatComesIsTellingTheOthersSomethingNew() {
    attach(2);
    round();
    attach(1);

    round();

    assertThat(gateways).extracting(gateway -> gateway.heard.size()).containsExactly(2, 2, 1);
  }

  @Test
  void aNewFenceIsToldToEverybody() {
    attach(2);
    round();

    teller.begin(lists());
    teller.tell(attached(), FENCE.toBuilder().setLeaderEpoch(5).build());

    assertThat(gateways)
        .allSatisfy(gateway ->
            assertThat(gateway.heard.getLast().getFence().getLeaderEpoch()).isEqualTo(5));
  }

  @Test
  void whoHasDetachedIsForgottenAndToldAnewWhenItComesBack() {
    attach(2);
    round();

    Heard left = gateways.removeFirst();
    round();
    gateways.addFirst(left);
    round();

    assertThat(left.heard).hasSize(2);
  }

  @Test
  void theListsOfALargeRegionLeaveInPortionsAndEveryoneGetsThemInTurn() {
    int all = 1_000;
    attach(all);
    int looks = 0;
    teller.begin(lists());
    while (!teller.knows(attached())) {
      int before = toldInAll();
      teller.tell(attached(), FENCE);
      looks++;
      assertThat((toldInAll() - before) * all)
          .isLessThanOrEqualTo(PeerTeller.MAX_PEERS_AT_ONCE + all);
    }
    assertThat(looks).isEqualTo(all * all / PeerTeller.MAX_PEERS_AT_ONCE);
    assertThat(gateways).allSatisfy(gateway -> assertThat(gateway.heard).hasSize(1));

    attach(1); // a change for all of them, and a round that begins before the last one has ended
    for (int look = 0; look < 2 * looks; look++) {
      if (look % 3 == 0) {
        teller.begin(lists());
      }
      teller.tell(attached(), FENCE);
    }
    assertThat(gateways.subList(0, all))
        .allSatisfy(gateway -> assertThat(gateway.heard).hasSize(2));
  }

  private int toldInAll() {
    return gateways.stream().mapToInt(gateway -> gateway.heard.size()).sum();
  }

  private void round() {
    teller.begin(lists());
    teller.tell(attached(), FENCE);
  }

  private void attach(int number) {
    int first = gateways.size();
    IntStream.range(first, first + number).mapToObj(i -> new Heard("g" + i)).forEach(gateways::add);
  }

  private List<Attached> attached() {
    return gateways.stream().map(gateway -> new Attached(gateway.id, gateway)).toList();
  }

  private PeerLists lists() {
    return new PeerLists(
        gateways.stream().map(Heard::status).toList(), Optional.empty(), List.of());
  }

  /** A gateway and what it has heard. */
  private static final class Heard implements ControlStream {
    private final String id;
    private final List<Directive> heard = new ArrayList<>();

    Heard(String id) {
      this.id = id;
    }

    @Override
    public void send(Directive directive) {
      heard.add(directive);
    }

    GatewayStatus status() {
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
}
