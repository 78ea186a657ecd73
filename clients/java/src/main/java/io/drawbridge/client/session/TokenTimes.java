package io.drawbridge.client.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * When a JWT was made and when it ends, by its issuer's clock. Nothing is verified: the gateway
 * judges tokens, this only tells when to bring the next one.
 */
final class TokenTimes {
  /** Longer than any token should live; keeps nanoseconds within a long. */
  private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(3_650);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final long issuedSeconds;
  private final long endsSeconds;

  private TokenTimes(long issuedSeconds, long endsSeconds) {
    this.issuedSeconds = issuedSeconds;
    this.endsSeconds = endsSeconds;
  }

  /** Empty when {@code jwt} is none, or does not say when it ends. */
  static Optional<TokenTimes> of(String jwt) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      JsonNode ends = claims.path("exp");
      return ends.isNumber()
          ? Optional.of(new TokenTimes(claims.path("iat").asLong(0), ends.asLong()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How much later than {@code other} it ends; negative: earlier. */
  long laterNanos(TokenTimes other) {
    return nanos(endsSeconds - other.endsSeconds);
  }

  /** From its making to its end; very long when it does not say when it was made. */
  long lifeNanos() {
    return nanos(endsSeconds - issuedSeconds);
  }

  private static long nanos(long seconds) {
    return TimeUnit.SECONDS.toNanos(Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, seconds)));
  }
}
