package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a revocation. */
class RevocationTest {
  private final Instant now = Instant.now();
  private final Instant before = now.minusSeconds(60);
  private final Instant after = now.plusSeconds(1);

  @TempDir private static Path directory;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new TestGateway(directory);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void endsTheSessionsOfOldTokensAndLeavesThoseOfNewOnes() throws Exception {
    try (RawClient old = connected("alice", before);
        RawClient fresh = connected("alice", after);
        RawClient bob = connected("bob", before)) {
      gateway.revoked("alice", "", now);

      assertRevoked(old);
      assertLives(fresh);
      assertLives(bob);
    }
  }

  @Test
  void endsTheSessionsOfOneDevice() throws Exception {
    try (RawClient phone = connected("carol", before);
        RawClient tablet = gateway.client()) {
      tablet.connect(
          TestGateway.connectWith(TestTokens.issued("default", "carol", before))
              .setDevice("tablet")
              .build());

      gateway.revoked("carol", "tablet", now);

      assertRevoked(tablet);
      assertLives(phone);
    }
  }

  @Test
  void refusesAConnectWithAnOldToken() throws Exception {
    gateway.revoked("dave", "", now);

    try (RawClient client = gateway.client()) {
      client.control(
          FrameType.CONNECT,
          TestGateway.connectWith(TestTokens.issued("default", "dave", before)).build());
      assertRevoked(client);
    }
    try (RawClient client = connected("dave", after)) {
      assertLives(client);
    }
  }

  @Test
  void refusesAnAuthWithAnOldToken() throws Exception {
    gateway.revoked("erin", "", now);

    try (RawClient client = connected("erin", after)) {
      client.control(
          FrameType.AUTH,
          Auth.newBuilder().setToken(TestTokens.issued("default", "erin", before)).build());
      assertRevoked(client);
    }
  }

  @Test
  void aSessionLivesByTheTokenOfItsLastAuth() throws Exception {
    try (RawClient client = connected("frank", before)) {
      client.control(
          FrameType.AUTH,
          Auth.newBuilder().setToken(TestTokens.issued("default", "frank", after)).build());
      assertLives(client);

      gateway.revoked("frank", "", now);

      assertLives(client);
    }
  }

  @Test
  void endsASessionWhoseClientIsAway() throws Exception {
    Connect.Builder connect = TestGateway.connectWith(TestTokens.issued("default", "gina", before));
    Connected first = connectedAndGone(connect);

    gateway.revoked("gina", "", now);

    connect.setToken(TestTokens.issued("default", "gina", after));
    try (RawClient back = gateway.client()) {
      assertThat(back.connect(resuming(connect, first)).getResumed()).isFalse();
    }
  }

  @Test
  void refusesToResumeByAnOldToken() throws Exception {
    Connect.Builder connect = TestGateway.connectWith(TestTokens.issued("default", "hugo", after));
    Connected first = connectedAndGone(connect);

    gateway.revoked("hugo", "", now);

    connect.setToken(TestTokens.issued("default", "hugo", before));
    try (RawClient back = gateway.client()) {
      back.control(FrameType.CONNECT, resuming(connect, first));
      assertRevoked(back);
    }
  }

  private static Connected connectedAndGone(Connect.Builder connect) throws Exception {
    try (RawClient client = gateway.client()) {
      return client.connect(connect.build());
    }
  }

  private static Connect resuming(Connect.Builder connect, Connected before) {
    return connect
        .setConnectNumber(2)
        .setResume(
            Resume.newBuilder().setSession(before.getSession()).setToken(before.getResumeToken()))
        .build();
  }

  private static RawClient connected(String user, Instant issued) throws Exception {
    RawClient client = gateway.client();
    client.connect(TestGateway.connectWith(TestTokens.issued("default", user, issued)).build());
    return client;
  }

  private static void assertRevoked(RawClient client) throws Exception {
    assertThat(client.expectClose().getCode()).isEqualTo(CloseReason.REVOKED.code());
  }

  private static void assertLives(RawClient client) throws Exception {
    client.frame(out -> FrameWriter.empty(out, FrameType.PING));
    client.expect(FrameType.PONG);
  }
}
