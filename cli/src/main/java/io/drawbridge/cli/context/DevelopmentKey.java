package io.drawbridge.cli.context;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key that a local fleet's gateways trust, and tokens signed with it. */
public final class DevelopmentKey {
  private static final String KEY_ID = "dev-1";
  private static final int KEY_BYTES = 32;

  private final OctetSequenceKey key;

  private DevelopmentKey(OctetSequenceKey key) {
    this.key = key;
  }

  /** A new random key. */
  public static DevelopmentKey create() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    return of(Base64URL.encode(secret));
  }

  /** The key of a running fleet. */
  public static DevelopmentKey of(FleetDocument fleet) {
    String secret = fleet.developmentKey().get("k");
    if (secret == null) {
      throw new IllegalArgumentException("developmentKey: no k (expected: a JWK of type oct)");
    }
    return of(new Base64URL(secret));
  }

  private static DevelopmentKey of(Base64URL secret) {
    return new DevelopmentKey(
        new OctetSequenceKey.Builder(secret)
            .keyID(KEY_ID)
            .algorithm(JWSAlgorithm.HS256)
            .keyUse(KeyUse.SIGNATURE)
            .build());
  }

  /** Its members as in a JWK. */
  public Map<String, String> jwk() {
    Map<String, String> members = new LinkedHashMap<>();
    key.toJSONObject().forEach((name, value) -> members.put(name, String.valueOf(value)));
    return members;
  }

  /** A token for {@code user} of {@code app}, valid from now on. */
  public String token(String user, String app, Instant now, Duration validity) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .claim("app", app)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(validity)))
            .build();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY_ID).type(JOSEObjectType.JWT).build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("development key: cannot sign", e);
    }
    return token.serialize();
  }
}
