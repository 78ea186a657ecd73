package io.drawbridge.coordination.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayPresenceTest {
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final RegionKeys KEYS = new RegionKeys("local-1");

  private final EtcdServer server = EtcdServer.start();
  private final Coordination coordination = server.connect();
  private final List<GatewayRegistration> successors = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    coordination.close();
    server.close();
  }

  @Test
  void standsInEtcdAsJsonUntilClosed() throws Exception {
    GatewayPresence presence = announce(registration(1, 100));
    await().until(presence::isRegistered);

    String json = content();
    assertThat(json).contains("\"gateway\":\"gw-1\"").contains("\"generation\":\"1\"");

    presence.close();
    assertThat(coordination.document(KEYS.gateway("gw-1")).read()).isEmpty();
  }

  @Test
  void aSuccessorReplacesItAndItDoesNotComeBack() throws Exception {
    GatewayPresence old = announce(registration(1, 100));
    await().until(old::isRegistered);

    GatewayPresence successor = announce(registration(2, 200));

    await().until(() -> successors.size() == 1);
    assertThat(successors.getFirst().getGeneration()).isEqualTo(2);
    assertThat(successor.isRegistered()).isTrue();
    assertThat(old.isRegistered()).isFalse();
    old.close();
    assertThat(content()).contains("\"generation\":\"2\"");
    successor.close();
  }

  @Test
  void anotherProcessOfTheSameGenerationWaitsForTheLeaseOfTheDeadOne() {
    GatewayPresence first = announce(registration(1, 100));
    await().until(first::isRegistered);
    GatewayPresence second = announce(registration(1, 200));
    await().until(() -> second.trouble().isPresent());
    assertThat(second.isRegistered()).isFalse();

    first.close();

    await().until(second::isRegistered);
    second.close();
  }

  @Test
  void mayRaiseItsOwnGeneration() {
    GatewayPresence presence = announce(registration(1, 100));
    await().until(presence::isRegistered);

    presence.announce(registration(3, 100));

    await().until(() -> content().contains("\"generation\":\"3\""));
    presence.close();
  }

  @Test
  void unreadableRegistrationsAreSkippedAndNewFieldsIgnored() {
    assertThat(Registrations.fromJson("k", utf8("{oops"))).isEmpty();
    assertThat(Registrations.fromJson("k", utf8("{\"gateway\":\"g\",\"later\":1}")))
        .map(GatewayRegistration::getGateway)
        .isEqualTo(Optional.of("g"));
  }

  @Test
  void aNameThatWouldBreakTheKeyIsRefused() {
    assertThatThrownBy(() -> KEYS.gateway("a/b"))
        .hasMessageStartingWith("gateway: \"a/b\" (expected:");
  }

  private GatewayPresence announce(GatewayRegistration registration) {
    return GatewayPresence.of(coordination, registration, TTL, successors::add);
  }

  private String content() throws Exception {
    return coordination
        .document(KEYS.gateway("gw-1"))
        .read()
        .orElseThrow()
        .content()
        .toStringUtf8();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static GatewayRegistration registration(long generation, long started) {
    return GatewayRegistration.newBuilder()
        .setGateway("gw-1")
        .setRegion("local-1")
        .setGeneration(generation)
        .setStartedUnixMillis(started)
        .build();
  }
}
