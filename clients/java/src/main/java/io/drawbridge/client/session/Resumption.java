package io.drawbridge.client.session;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claim of the next connection to the session of the last one: its id, the newest resume token,
 * and how far its pushes have come. It lives in memory, with one client and thus one fleet, and is
 * never logged. Not thread-safe.
 */
final class Resumption {
  /** The protocol's bound; a longer token is the gateway's fault. */
  static final int MAX_TOKEN_BYTES = 256;

  private final Downstream downstream;
  private @Nullable Ticket ticket;
  private long claimedAfter;

  Resumption(Downstream downstream) {
    this.downstream = downstream;
  }

  /** What CONNECT says; empty when there is no session to go on with. */
  Optional<Resume> claim() {
    Ticket held = ticket;
    if (held == null) {
      return Optional.empty();
    }
    claimedAfter = downstream.resumeAfter();
    return Optional.of(
        Resume.newBuilder()
            .setSession(held.session)
            .setToken(held.token)
            .setLastDownstreamSeq(claimedAfter)
            .build());
  }

  /** CONNECTED came: the session goes on, or a new one begins. */
  void connected(Connected facts) throws ProtocolViolation {
    checkLength(facts.getResumeToken());
    if (facts.getResumed()) {
      checkIsClaimed(facts.getSession());
      downstream.goOn(claimedAfter);
    } else {
      downstream.startAnew();
    }
    boolean keeps = !facts.getSession().isEmpty() && !facts.getResumeToken().isEmpty();
    ticket = keeps ? new Ticket(facts.getSession(), facts.getResumeToken()) : null;
  }

  /** GOAWAY came; an empty token changes nothing. */
  void replaceToken(ByteString token) throws ProtocolViolation {
    checkLength(token);
    Ticket held = ticket;
    if (held != null && !token.isEmpty()) {
      ticket = new Ticket(held.session, token);
    }
  }

  /** The session is over or not to be trusted: the next connection begins a new one. */
  void forget() {
    ticket = null;
  }

  private void checkIsClaimed(ByteString resumed) throws ProtocolViolation {
    Ticket held = ticket;
    if (held == null || !held.session.equals(resumed)) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "resumed session: %s (expected: %s)"
              .formatted(hex(resumed), held == null ? "none was claimed" : hex(held.session)));
    }
  }

  private static void checkLength(ByteString token) throws ProtocolViolation {
    if (token.size() > MAX_TOKEN_BYTES) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "resume token: " + token.size() + " bytes (expected: <= " + MAX_TOKEN_BYTES + ")");
    }
  }

  private static String hex(ByteString session) {
    return HexFormat.of().formatHex(session.toByteArray());
  }

  /** No record: its text would show the token. */
  private static final class Ticket {
    final ByteString session;
    final ByteString token;

    Ticket(ByteString session, ByteString token) {
      this.session = session;
      this.token = token;
    }
  }
}
