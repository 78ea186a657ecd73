package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.session.SessionIndex;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Tokens: never an exception, and none is good but the one that was signed. */
public final class TokenFuzz {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final TokenKeys KEYS = keys();

  /** The only one, in the corpus too. */
  private static final String SIGNED =
      Signing.hs256(
          Signing.header("HS256", "fuzz"),
          "{\"app\":\"default\",\"sub\":\"alice\",\"exp\":1795348800}");

  private TokenFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String token = new String(input, StandardCharsets.ISO_8859_1).strip();
    TokenVerdict verdict = verifier().verify(token, "phone");
    if (!(verdict instanceof TokenVerdict.Rejected) && !signs(token)) {
      throw new AssertionError("not rejected: " + token);
    }
  }

  /** The last character of base64 has bits that say nothing. */
  private static boolean signs(String token) {
    int last = SIGNED.length() - 1;
    return token.length() >= last && token.startsWith(SIGNED.substring(0, last));
  }

  static TokenVerifier verifier() {
    return new TokenVerifier(
        () -> KEYS, () -> {}, new Revocations(new SessionIndex(), () -> NOW), () -> NOW);
  }

  private static TokenKeys keys() {
    try {
      return TokenKeys.parse("test", TestTokens.keySet("fuzz"));
    } catch (TokenKeysException e) {
      throw new AssertionError(e);
    }
  }
}
