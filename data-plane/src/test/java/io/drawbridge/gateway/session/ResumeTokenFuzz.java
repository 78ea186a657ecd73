package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * Resume tokens: never an exception, and none is genuine but the one that was issued. Inputs are
 * laid over that one from its end, so that every part of it is changed, too.
 */
public final class ResumeTokenFuzz {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ResumeKeys KEYS = ResumeKeys.random(new SecureRandom());
  private static final ResumeTokens TOKENS =
      new ResumeTokens(() -> KEYS, Duration.ofDays(1), () -> NOW);
  private static final ClientInstance ALICE =
      new ClientInstance(new UserKey("default", "alice"), "phone", 7);
  private static final SessionId SESSION = new SessionId(1, 2);
  private static final ByteString ISSUED = TOKENS.issue(SESSION, ALICE, "europe", "gw-1");

  private ResumeTokenFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    check(ByteString.copyFrom(input));
    int kept = Math.max(0, ISSUED.size() - input.length);
    check(ISSUED.substring(0, kept).concat(ByteString.copyFrom(input)));
    check(
        ByteString.copyFrom(input).concat(ISSUED.substring(Math.min(input.length, ISSUED.size()))));
  }

  private static void check(ByteString token) {
    ResumeTokens.Checked checked = TOKENS.check(token, SESSION.bytes(), ALICE);
    if (checked instanceof ResumeTokens.Checked.Genuine != token.equals(ISSUED)) {
      throw new AssertionError(checked + " (expected: genuine only as issued)");
    }
  }
}
