package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.session.ResumeKeys;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The real thing with keys that no token is signed with: every CONNECT is refused. */
public final class RefusingAttach {
  private RefusingAttach() {}

  public static Attach create() {
    SessionIndex sessions = new SessionIndex();
    ResumeKeys resumeKeys = ResumeKeys.random(new SecureRandom());
    Tombstones tombstones = new Tombstones(Duration.ofSeconds(60), System::nanoTime);
    Nowhere nowhere = new Nowhere();
    SessionLedger ledger =
        new SessionLedger(sessions, tombstones, nowhere, nowhere, (session, message) -> {});
    return new Attach(
        new Attach.Parts(
            new GatewayId("europe", "gw-1"),
            new TokenVerifier(
                RefusingAttach::keys,
                () -> {},
                new Revocations(sessions, InstantSource.system()),
                InstantSource.system()),
            new ResumeTokens(() -> resumeKeys, Duration.ofDays(1), InstantSource.system()),
            sessions,
            tombstones,
            nowhere,
            nowhere,
            new Welcome(Duration.ofSeconds(60), Limits.getDefaultInstance(), app -> List.of()),
            resumes -> DoorState.OPEN,
            loop -> TestSessions.place(loop, ledger),
            new ResumeCounts()),
        new AttachSettings(Duration.ofMinutes(5), 1),
        InstantSource.system(),
        System::nanoTime);
  }

  private static TokenKeys keys() {
    try {
      return TokenKeys.parse("test", TestTokens.keySet("nobodys"));
    } catch (TokenKeysException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Nowhere implements Takes, SessionPlaces, SessionLedger.Feeds {
    @Override
    public boolean hasOtherProcess() {
      return false;
    }

    @Override
    public CompletionStage<TakeResponse> take(String gateway, TakeRequest request) {
      return CompletableFuture.failedFuture(new AssertionError("a token was accepted"));
    }

    @Override
    public CompletionStage<TakenResponse> taken(String gateway, TakenRequest request) {
      return CompletableFuture.failedFuture(new AssertionError("a token was accepted"));
    }

    @Override
    public CompletionStage<Placed> enter(Session session) {
      throw new AssertionError("a token was accepted");
    }

    @Override
    public void leave(Session session) {}

    @Override
    public void feed(Session session) {}

    @Override
    public void forget(Session session) {}
  }
}
