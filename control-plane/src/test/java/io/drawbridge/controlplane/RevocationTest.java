package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.controlplane.ControlPlaneConfig.OtherRegion;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Revocation;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From REST to the gateways of two regions, through real etcd and real streams. */
class RevocationTest {
  private static final String ALICE = "/api/v1/apps/default/users/alice/revocations";
  private static final String ANYBODY = "/api/v1/revocations";

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private Replica there;
  private Replica here;
  private Replica hereToo;
  private FakeGateway one;
  private FakeGateway two;

  @BeforeEach
  void start() throws Exception {
    there = replica("cp-1", "s", List.of());
    List<OtherRegion> others = List.of(other("s", there.grpcPort()));
    here = replica("cp-1", "r", others);
    hereToo = replica("cp-2", "r", others);
    one = new FakeGateway("gw-1", "r", etcd, here.grpcPort(), hereToo.grpcPort());
    two = new FakeGateway("gw-1", "s", etcd, there.grpcPort());
    await().until(() -> one.isRegistered() && two.isRegistered());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    hereToo.close();
    here.close();
    there.close();
    etcd.close();
    server.close();
  }

  @Test
  void reachesEveryGatewayOfEveryRegionByEveryReplica() throws Exception {
    long before = System.currentTimeMillis();

    JsonNode told = json(here.post(ALICE, "{\"device\":\"phone\"}"), 200);

    await().until(() -> isAlice(one.revocations(0)));
    await().until(() -> isAlice(one.revocations(1)));
    await().until(() -> isAlice(two.revocations(0)));
    Revocation revocation = two.revocations(0).getFirst();
    assertThat(revocation.getDevice()).isEqualTo("phone");
    assertThat(revocation.getNotBeforeUnixMillis())
        .isGreaterThanOrEqualTo(before)
        .isEqualTo(told.get("notBeforeUnixMillis").asLong());
    assertThat(revocation.getEndsUnixMillis() - revocation.getNotBeforeUnixMillis())
        .isEqualTo(Duration.ofHours(24).toMillis());
    assertThat(here.metrics.text()).contains("drawbridge_control_plane_revocations 1.0\n");
  }

  @Test
  void aGatewayThatAttachesLaterHearsOfAllThatStand() throws Exception {
    json(here.post(ALICE, "{}"), 200);
    json(here.post(ANYBODY, "{\"app\":\"default\",\"user\":\"b/o b\"}"), 200);
    json(here.post(ALICE, "{}"), 200); // again

    try (FakeGateway late = new FakeGateway("gw-2", "r", etcd, hereToo.grpcPort())) {
      await().until(() -> late.revocations(0).size() == 2);

      assertThat(late.revocations(0))
          .extracting(Revocation::getUser)
          .containsExactlyInAnyOrder("alice", "b/o b");
    }
  }

  @Test
  void namesTheRegionThatCannotBeReachedAndDoesTheRest() throws Exception {
    int port = there.grpcPort();
    there.stop();

    JsonNode problem = json(here.post(ALICE, "{}"), 502);

    assertThat(problem.get("code").asText()).isEqualTo("api.revocation-incomplete");
    assertThat(problem.get("detail").asText())
        .startsWith("revoked, but not for certain in s (127.0.0.1:" + port + ": UNAVAILABLE")
        .doesNotContain(", r (");
    await().until(() -> isAlice(one.revocations(0)));
  }

  @Test
  void namesItsOwnRegionWhenEtcdIsGone() throws Exception {
    server.close();

    JsonNode problem = json(here.post(ALICE, "{}"), 502);

    assertThat(problem.get("detail").asText()).contains("in r (etcd: ").contains(", s (");
  }

  @Test
  void refusesWhatIsNoName() throws Exception {
    assertBadRequest(here.post(ALICE, "{\"device\":7"), "not JSON as expected");
    assertBadRequest(here.post(ALICE, "{\"device\":\"\"}"), "device: 0 bytes");
    assertBadRequest(
        here.post(ALICE.replace("alice", "a".repeat(129)), "{}"),
        "user: 129 bytes (expected: 1 to 128, no control characters)");
    assertBadRequest(
        here.post(ANYBODY, "{\"app\":\"default\",\"user\":\"a\\u0000b\"}"), "user: 3 bytes");
    assertBadRequest(here.post(ANYBODY, "{\"app\":\"default\"}"), "user: 0 bytes");
    assertBadRequest(here.post(ANYBODY, ""), "app: 0 bytes");
  }

  private static void assertBadRequest(HttpResponse<String> response, String detail)
      throws Exception {
    JsonNode problem = json(response, 400);
    assertThat(problem.get("code").asText()).isEqualTo("api.bad-request");
    assertThat(problem.get("detail").asText()).contains(detail);
  }

  private static boolean isAlice(List<Revocation> revocations) {
    return revocations.size() == 1 && revocations.getFirst().getUser().equals("alice");
  }

  private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new ObjectMapper().readTree(response.body());
  }

  private Replica replica(String name, String region, List<OtherRegion> others) throws Exception {
    return Replica.start(
        name, region, server, FreePort.find(), Optional.empty(), others, Optional.empty());
  }

  private static OtherRegion other(String region, int port) {
    return new OtherRegion(region, List.of(new HostPort("127.0.0.1", port)));
  }
}
