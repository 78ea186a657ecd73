package io.drawbridge.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.Test;

class DevelopmentKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void tokensCarryUserAppAndTimesAndVerifyByTheJwk() throws Exception {
    DevelopmentKey key = DevelopmentKey.create();

    SignedJWT token = SignedJWT.parse(key.token("bob", "default", NOW, Duration.ofHours(1)));

    byte[] secret = Base64.getUrlDecoder().decode(key.jwk().get("k"));
    assertThat(token.verify(new MACVerifier(secret))).isTrue();
    assertThat(token.getHeader().getKeyID()).isEqualTo("dev-1");
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("bob");
    assertThat(token.getJWTClaimsSet().getStringClaim("app")).isEqualTo("default");
    assertThat(token.getJWTClaimsSet().getExpirationTime())
        .isEqualTo(Date.from(NOW.plusSeconds(3600)));
  }

  @Test
  void everyFleetHasItsOwnKey() {
    assertThat(DevelopmentKey.create().jwk().get("k"))
        .isNotEqualTo(DevelopmentKey.create().jwk().get("k"));
    assertThat(DevelopmentKey.create().jwk())
        .containsEntry("kty", "oct")
        .containsEntry("kid", "dev-1")
        .containsEntry("alg", "HS256")
        .containsEntry("use", "sig");
  }
}
