package io.drawbridge.gateway.attach;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tokens for tests of the whole gateway. */
public final class TestTokens {
  private static final String KEY_ID = "test-1";

  private TestTokens() {}

  public static String keySet() {
    return Signing.keySet(Signing.hmacKey(KEY_ID));
  }

  /** Of keys that no token is signed with. */
  public static String keySet(String... ids) {
    return Signing.keySet(Arrays.stream(ids).map(Signing::hmacKey).toArray(String[]::new));
  }

  public static String valid(String app, String user) {
    return token(app, user, Instant.now().plusSeconds(600), Signing.SECRET);
  }

  public static String expired(String app, String user) {
    return token(app, user, Instant.now().minusSeconds(600), Signing.SECRET);
  }

  /** Over for this long. */
  public static String expiredFor(String app, String user, Duration time) {
    return token(app, user, Instant.now().minus(time), Signing.SECRET);
  }

  public static String forged(String app, String user) {
    byte[] otherSecret = new byte[Signing.SECRET.length];
    return token(app, user, Instant.now().plusSeconds(600), otherSecret);
  }

  /** Says when it was issued. */
  public static String issued(String app, String user, Instant at) {
    Map<String, String> claims = claims(app, user, Instant.now().plusSeconds(600));
    claims.put("iat", Long.toString(at.getEpochSecond()));
    return Signing.hs256(Signing.header("HS256", KEY_ID), Signing.json(claims), Signing.SECRET);
  }

  /** Names the user's home region. */
  public static String atHome(String app, String user, String home) {
    Map<String, String> claims = claims(app, user, Instant.now().plusSeconds(600));
    claims.put("home", '"' + home + '"');
    return Signing.hs256(Signing.header("HS256", KEY_ID), Signing.json(claims), Signing.SECRET);
  }

  /** Keeps the user at this tier or below. */
  public static String atMost(String app, String user, String tier) {
    Map<String, String> claims = claims(app, user, Instant.now().plusSeconds(600));
    claims.put("tier", '"' + tier + '"');
    return Signing.hs256(Signing.header("HS256", KEY_ID), Signing.json(claims), Signing.SECRET);
  }

  private static Map<String, String> claims(String app, String user, Instant expires) {
    return new HashMap<>(
        Map.of(
            "app", '"' + app + '"',
            "sub", '"' + user + '"',
            "exp", Long.toString(expires.getEpochSecond())));
  }

  private static String token(String app, String user, Instant expires, byte[] secret) {
    Map<String, String> claims = claims(app, user, expires);
    return Signing.hs256(Signing.header("HS256", KEY_ID), Signing.json(claims), secret);
  }
}
