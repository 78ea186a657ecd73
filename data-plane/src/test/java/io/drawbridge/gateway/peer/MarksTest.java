package io.drawbridge.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RegionDoor;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** This gateway is of asia, with one neighbour; europe and us are the other regions. */
final class MarksTest {
  private static final List<String> REGIONS = List.of("asia", "europe", "us");
  private static final Hop NEIGHBOUR = new Hop.Neighbour("gw-2");
  private static final Hop EUROPE = new Hop.Door("europe");
  private static final Hop US = new Hop.Door("us");
  private static final DirectoryMark NOTHING = DirectoryMark.getDefaultInstance();

  private final PeerTable peers = new PeerTable();
  private DirectoryMark own = NOTHING;
  private long nowNanos = 1_000;
  private Marks marks;

  @BeforeEach
  void everybodyIsHeard() {
    peers.apply(
        PeerList.newBuilder()
            .addGateways(Peer.newBuilder().setGateway("gw-2").setGrpcAddress("127.0.0.1:1"))
            .addDoors(RegionDoor.newBuilder().setRegion("europe").addGrpcAddresses("127.0.0.1:2"))
            .addDoors(RegionDoor.newBuilder().setRegion("us").addGrpcAddresses("127.0.0.1:3"))
            .build());
    marks = new Marks("asia", REGIONS, peers, () -> own, () -> nowNanos);
    List.of(NEIGHBOUR, EUROPE, US).forEach(hop -> marks.heard(hop, NOTHING));
  }

  @Test
  void aMissIsTrueWhenNobodyOwesAnything() {
    assertThat(REGIONS).allSatisfy(home -> assertThat(marks.doubt(home)).isEmpty());
    assertThat(marks.regionDoubt()).isEmpty();
  }

  @Test
  void aNeighbourThatOwesOurDirectoryMakesEveryMissDoubtful() {
    marks.heard(NEIGHBOUR, pending());

    assertThat(REGIONS)
        .allSatisfy(home ->
            assertThat(marks.doubt(home)).contains("gateway gw-2 has directory writes pending"));
    assertThat(marks.ofRegion().getRegionPending()).isTrue();
    assertThat(marks.ofGateway().getRegionPending()).isFalse();
  }

  @Test
  void aRegionThatOwesAHomeMakesOnlyThatHomeDoubtful() {
    marks.heard(EUROPE, owing("us"));

    assertThat(marks.doubt("us")).contains("region europe has directory writes pending");
    assertThat(marks.doubt("asia")).isEmpty();
    assertThat(marks.doubt("europe")).isEmpty();
  }

  @Test
  void aRegionThatOwesItselfIsDoubtfulAsAHome() {
    marks.heard(EUROPE, pending());

    assertThat(marks.doubt("europe")).isPresent();
    assertThat(marks.doubt("us")).isEmpty();
  }

  @Test
  void aRegionThatIsSilentForThreeSecondsMakesEveryMissDoubtful() {
    pass(Duration.ofSeconds(3));
    hearAllBut(US);
    assertThat(marks.doubt("asia")).isEmpty();

    pass(Duration.ofMillis(1));
    assertThat(REGIONS)
        .allSatisfy(
            home -> assertThat(marks.doubt(home)).contains("region us has not been heard for 3 s"));

    marks.heard(US, NOTHING);
    marks.refresh();
    assertThat(marks.doubt("asia")).isEmpty();
  }

  @Test
  void aSilentNeighbourMayOweAnything() {
    pass(Duration.ofSeconds(3).plusMillis(1));
    hearAllBut(NEIGHBOUR);

    assertThat(marks.doubt("asia")).contains("gateway gw-2 has not been heard for 3 s");
    assertThat(marks.ofRegion().getHomesPendingList()).containsExactly("europe", "us");
    assertThat(marks.ofRegion().getRegionPending()).isTrue();
  }

  @Test
  void aGatewayThatIsNoPeerAnyMoreOwesNothing() {
    marks.heard(NEIGHBOUR, pending());
    peers.apply(
        PeerList.newBuilder()
            .addDoors(RegionDoor.newBuilder().setRegion("europe"))
            .addDoors(RegionDoor.newBuilder().setRegion("us"))
            .build());
    marks.refresh();

    assertThat(marks.doubt("asia")).isEmpty();
  }

  @Test
  void theRegionOwesWhatItsGatewaysOweTogether() {
    own = owing("europe");
    marks.heard(NEIGHBOUR, owing("us"));
    marks.refresh();

    assertThat(marks.ofGateway().getHomesPendingList()).containsExactly("europe");
    assertThat(marks.ofRegion().getHomesPendingList()).containsExactly("europe", "us");
  }

  @Test
  void otherRegionsAreToldOfOurOwnPendingWrites() {
    own = pending();
    marks.refresh();

    assertThat(marks.regionDoubt()).contains("this gateway has directory writes pending");
    assertThat(marks.doubt("asia")).as("our own sessions are found without it").isEmpty();
  }

  private void hearAllBut(Hop silent) {
    List.of(NEIGHBOUR, EUROPE, US).stream()
        .filter(hop -> !hop.equals(silent))
        .forEach(hop -> marks.heard(hop, NOTHING));
    marks.refresh();
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
    marks.refresh();
  }

  private static DirectoryMark pending() {
    return DirectoryMark.newBuilder().setRegionPending(true).build();
  }

  private static DirectoryMark owing(String home) {
    return DirectoryMark.newBuilder().addHomesPending(home).build();
  }
}
