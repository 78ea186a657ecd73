package io.drawbridge.gateway.attach;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** One JSON object of a token, header or payload, read with checks of type and length. */
final class TokenClaims {
  private static final int MAX_NAME_BYTES = 128;

  /** 9999-12-31T23:59:59Z: later moments are mistakes, such as milliseconds for seconds. */
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  private final Map<String, Object> claims;

  private TokenClaims(Map<String, Object> claims) {
    this.claims = claims;
  }

  static TokenClaims parse(String part, String base64) throws TokenRejection {
    try {
      byte[] json = Base64.getUrlDecoder().decode(base64);
      return new TokenClaims(JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | ParseException e) {
      throw new TokenRejection("token " + part + ": unreadable (expected: base64url of JSON)");
    }
  }

  boolean has(String name) {
    return claims.containsKey(name);
  }

  Optional<String> text(String name) throws TokenRejection {
    Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw new TokenRejection("token " + name + ": not a string (expected: a string)");
  }

  /**
   * A user, device or other name: 1 to 128 bytes of well-formed text without control characters.
   */
  Optional<String> name(String name) throws TokenRejection {
    Optional<String> value = text(name);
    if (value.isPresent()) {
      requireName(name, value.get());
    }
    return value;
  }

  Optional<Instant> time(String name) throws TokenRejection {
    Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number) {
      double seconds = number.doubleValue();
      if (seconds >= 0 && seconds <= MAX_EPOCH_SECOND) { // false for NaN
        return Optional.of(Instant.ofEpochSecond((long) seconds));
      }
    }
    throw new TokenRejection("token " + name + ": not a time (expected: seconds since 1970)");
  }

  static TokenRejection missing(String name) {
    return new TokenRejection("token " + name + ": missing (expected: present)");
  }

  private static void requireName(String name, String value) throws TokenRejection {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == 0 || utf8.length > MAX_NAME_BYTES) {
      throw new TokenRejection(
          "token " + name + ": " + utf8.length + " bytes (expected: 1 to " + MAX_NAME_BYTES + ")");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new TokenRejection("token " + name + ": control character (expected: none)");
    }
    // An unpaired surrogate becomes '?' in UTF-8: two users would share one name.
    if (!new String(utf8, StandardCharsets.UTF_8).equals(value)) {
      throw new TokenRejection(
          "token " + name + ": not well-formed Unicode (expected: well-formed)");
    }
  }
}
