package io.drawbridge.recorder.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens of app {@code default} with the first key of a JWK set. Threads: any. */
final class Tokens {
  private static final String HMAC = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String header;
  private final SecretKeySpec key;
  private final InstantSource clock;

  private Tokens(String keyId, byte[] secret, InstantSource clock) {
    header = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}");
    key = new SecretKeySpec(secret, HMAC);
    this.clock = clock;
  }

  static Tokens of(Path keys, InstantSource clock) throws IOException {
    JsonNode first = new ObjectMapper().readTree(keys.toFile()).at("/keys/0");
    if (!first.path("kty").asText().equals("oct")) {
      throw new IOException(keys + ": no key of type oct (expected: one, as a local fleet has)");
    }
    byte[] secret = Base64.getUrlDecoder().decode(first.path("k").asText());
    return new Tokens(first.path("kid").asText(), secret, clock);
  }

  String token(String user, Duration validity) {
    long now = clock.instant().getEpochSecond();
    String claims =
        "{\"sub\":\"%s\",\"app\":\"default\",\"iat\":%d,\"exp\":%d}"
            .formatted(user, now, now + validity.toSeconds());
    String signed = header + "." + encoded(claims);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return signed
          + "."
          + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("token: cannot be signed", e);
    }
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
