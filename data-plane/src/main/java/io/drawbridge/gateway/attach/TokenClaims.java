package io.drawbridge.gateway.attach;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.drawbridge.gateway.overload.Priority;
import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.policy.TierName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JSON object of a token, header or payload, read with checks of type and length. */
final class TokenClaims {
  private static final int MAX_NAME_BYTES = 128;

  /** 9999-12-31T23:59:59Z: later moments are mistakes, such as milliseconds for seconds. */
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  /** Names are read before anybody is trusted: they must not stay in memory. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final List<String> TIERS =
      Stream.of(TierName.values()).map(tier -> tier.name().toLowerCase(Locale.ROOT)).toList();

  private static final Object NEITHER = new Object(); // a string nor a number

  private final Map<String, Object> claims;

  private TokenClaims(Map<String, Object> claims) {
    this.claims = claims;
  }

  static TokenClaims parse(String part, String base64) throws TokenRejection {
    try {
      byte[] json = Base64.getUrlDecoder().decode(base64);
      return new TokenClaims(read(new String(json, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | IOException e) {
      throw new TokenRejection("token " + part + ": unreadable (expected: base64url of JSON)");
    }
  }

  /** Members by name; of lists and objects only that they are there. */
  private static Map<String, Object> read(String json) throws IOException {
    Map<String, Object> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        Object value = value(parser);
        require(members.put(name, value) == null, parser); // a name twice: which one counts?
      }
      require(parser.nextToken() == null, parser);
    }
    return members;
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    require(token != null, parser);
    parser.skipChildren();
    return NEITHER;
  }

  private static void require(boolean fulfilled, JsonParser parser) throws IOException {
    if (!fulfilled) {
      throw new JsonParseException(parser, "not one object with different names");
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

  /** {@code tier}, the most important one that the bearer may use, and {@code cohort}. */
  Standing standing() throws TokenRejection {
    Optional<String> tier = text("tier");
    Object cohort = claims.get("cohort");
    return tier.isEmpty() && cohort == null
        ? Standing.USUAL
        : Standing.of(tier.isEmpty() ? 0 : tier(tier.get()), cohort(cohort));
  }

  private static int tier(String name) throws TokenRejection {
    int tier = TIERS.indexOf(name);
    if (tier < 0) {
      throw new TokenRejection("token tier: unknown (expected: one of " + TIERS + ")");
    }
    return tier;
  }

  private static OptionalInt cohort(@Nullable Object value) throws TokenRejection {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Number number) {
      double cohort = number.doubleValue();
      if (cohort >= 0 && cohort < Priority.COHORTS && cohort == Math.rint(cohort)) {
        return OptionalInt.of((int) cohort);
      }
    }
    throw new TokenRejection(
        "token cohort: not one (expected: 0 to " + (Priority.COHORTS - 1) + ")");
  }

  static TokenRejection missing(String name) {
    return new TokenRejection("token " + name + ": missing (expected: present)");
  }

  private static void requireName(String name, String value) throws TokenRejection {
    if (isPlain(value)) {
      return;
    }
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

  /** Short and printable ASCII, as nearly all names are. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= MAX_NAME_BYTES;
  }
}
