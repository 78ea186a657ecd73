package io.drawbridge.gateway.attach;

import com.nimbusds.jose.JOSEException;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UserKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks client tokens: signed JWTs in compact form (RFC 7519, with the advice of RFC 8725).
 *
 * <p>The key is the configured one that the header's {@code kid} names, and only with the algorithm
 * configured for it. Keys or addresses of keys in the token ({@code jwk}, {@code jku}, {@code x5c},
 * {@code x5u}) are not looked at; {@code crit} refuses the token.
 *
 * <p>Threads: any, also event loops. It never blocks; a check costs about 1 µs with HS256, 30 µs
 * with RS256, 600 µs with EdDSA.
 */
public final class TokenVerifier {
  /** Longest token read, in characters, which are bytes: compact form is ASCII. */
  public static final int MAX_TOKEN_BYTES = 8192;

  /** How far this clock and the issuer's may differ. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private final Supplier<TokenKeys> keys;
  private final Runnable unknownKey;
  private final Revocations revocations;
  private final InstantSource clock;
  private volatile String lastApp = "";
  private volatile @Nullable KnownHeader lastHeader;

  /** All tokens of one issuer and key begin with the same header. */
  private record KnownHeader(String base64, TokenKeys among, TokenKey key) {}

  /**
   * Checks by the keys in force at each call.
   *
   * @param unknownKey called when a token names a key that is not there: it may be new; must not
   *     block
   */
  public TokenVerifier(
      Supplier<TokenKeys> keys, Runnable unknownKey, Revocations revocations, InstantSource clock) {
    this.keys = keys;
    this.unknownKey = unknownKey;
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * Never throws, whatever the text is.
   *
   * @param device that of CONNECT: a revocation may be of one device
   */
  public TokenVerdict verify(String token, String device) {
    try {
      if (token.length() > MAX_TOKEN_BYTES) {
        throw new TokenRejection(
            "token: " + token.length() + " bytes (expected: <= " + MAX_TOKEN_BYTES + ")");
      }
      return verdict(identityOf(genuineClaims(token)), device);
    } catch (TokenRejection e) {
      return new TokenVerdict.Rejected(e.text());
    }
  }

  private TokenVerdict verdict(TokenIdentity identity, String device) {
    UserKey user = new UserKey(identity.app(), identity.user());
    if (revocations.refuses(user, device, identity.issuedAt())) {
      return new TokenVerdict.Revoked(Revocations.TEXT);
    }
    Duration ago = Duration.between(identity.expiresAt(), clock.instant());
    return ago.compareTo(CLOCK_SKEW) < 0
        ? new TokenVerdict.Accepted(identity)
        : new TokenVerdict.Expired(
            "token exp: " + ago.toSeconds() + " s ago (expected: in the future)", identity);
  }

  /** Whether the token that a session lives by was revoked after it was verified. */
  boolean isRevoked(Session session) {
    return revocations.isRevoked(session);
  }

  /** Claims are parsed only after the signature was found right. */
  private TokenClaims genuineClaims(String token) throws TokenRejection {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new TokenRejection(
          "token: " + parts.length + " parts (expected: 3, a signed JWT in compact form)");
    }
    TokenKeys inForce = keys.get();
    TokenKey key = keyFor(parts[0], inForce);
    String signed = token.substring(0, token.lastIndexOf('.'));
    if (!matches(key, signed.getBytes(StandardCharsets.UTF_8), parts[2])) {
      throw new TokenRejection("token signature: wrong (expected: by the key its kid names)");
    }
    remember(parts[0], inForce, key);
    return TokenClaims.parse("payload", parts[1]);
  }

  private void remember(String header, TokenKeys inForce, TokenKey key) {
    KnownHeader known = lastHeader;
    if (known == null || known.among != inForce || !known.base64.equals(header)) {
      lastHeader = new KnownHeader(header, inForce, key);
    }
  }

  private TokenKey keyFor(String base64, TokenKeys inForce) throws TokenRejection {
    KnownHeader known = lastHeader;
    return known != null && known.base64.equals(base64) && known.among == inForce
        ? known.key
        : keyFor(TokenClaims.parse("header", base64), inForce);
  }

  private TokenKey keyFor(TokenClaims header, TokenKeys inForce) throws TokenRejection {
    if (header.has("crit")) {
      throw new TokenRejection("token crit: present (expected: no critical extensions)");
    }
    String id = header.text("kid").orElseThrow(() -> TokenClaims.missing("kid"));
    String algorithm = header.text("alg").orElseThrow(() -> TokenClaims.missing("alg"));
    TokenKey key = find(id, inForce);
    if (!key.algorithm().equals(algorithm)) {
      throw new TokenRejection(
          "token alg: not this key's (expected: " + key.algorithm() + ", as configured)");
    }
    return key;
  }

  private TokenKey find(String id, TokenKeys inForce) throws TokenRejection {
    Optional<TokenKey> key = inForce.find(id);
    if (key.isEmpty()) {
      unknownKey.run();
    }
    return key.orElseThrow(() ->
        new TokenRejection(
            "token kid: unknown (expected: one of " + inForce.size() + " configured)"));
  }

  private static boolean matches(TokenKey key, byte[] signed, String signature) {
    try {
      return key.check().matches(signed, Base64.getUrlDecoder().decode(signature));
    } catch (IllegalArgumentException | JOSEException | GeneralSecurityException e) {
      return false; // not base64url, or not a signature of this kind
    }
  }

  private TokenIdentity identityOf(TokenClaims claims) throws TokenRejection {
    Instant expiresAt = claims.time("exp").orElseThrow(() -> TokenClaims.missing("exp"));
    requireBegun(claims.time("nbf").orElse(Instant.MIN), clock.instant());
    String user = claims.name("sub").orElseThrow(() -> TokenClaims.missing("sub"));
    String app = claims.name("app").orElseThrow(() -> TokenClaims.missing("app"));
    if (app.chars().anyMatch(c -> c == ':' || c == '{' || c == '}')) {
      throw new TokenRejection("token app: has one of : { } (expected: none of them)");
    }
    return new TokenIdentity(
        shared(app),
        user,
        claims.name("device"),
        claims.name("home"),
        claims.time("iat"),
        expiresAt,
        claims.standing());
  }

  /** Most gateways serve few apps: sessions need not each keep a copy of the name. */
  private String shared(String app) {
    String last = lastApp;
    if (last.equals(app)) {
      return last;
    }
    lastApp = app;
    return app;
  }

  private static void requireBegun(Instant notBefore, Instant now) throws TokenRejection {
    if (now.plus(CLOCK_SKEW).isBefore(notBefore)) {
      long seconds = Duration.between(now, notBefore).toSeconds();
      throw new TokenRejection("token nbf: in " + seconds + " s (expected: in the past)");
    }
  }
}
