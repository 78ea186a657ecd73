package io.drawbridge.policy;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One document. Its name is its identity: another document of that name replaces it. */
public sealed interface Policy permits ServicesPolicy, ThrottlePolicy, DegradationPolicy {
  /** A document's largest size; a region keeps 20 versions of one in one value of etcd's. */
  int MAX_BYTES = 32 << 10;

  /** What stands under {@code kind}, and its record. */
  Map<String, Class<? extends Record>> KINDS =
      Map.of(
          "Services", ServicesPolicy.class,
          "Throttle", ThrottlePolicy.class,
          "Degradation", DegradationPolicy.class);

  /** Unique in a region: lower case letters, digits and hyphens. */
  String name();

  /** The gateways that it is for. */
  Selector where();

  /** When it ends by itself; empty = never. */
  default Optional<Instant> expires() {
    return Optional.empty();
  }

  /** What stands under {@code kind}. */
  default String kind() {
    return switch (this) {
      case ServicesPolicy _ -> "Services";
      case ThrottlePolicy _ -> "Throttle";
      case DegradationPolicy _ -> "Degradation";
    };
  }

  /**
   * Reads a document.
   *
   * @param source what it is called in problems, such as its file
   * @throws ConfigException with every problem and its line
   */
  static Policy parse(String source, String text) throws ConfigException {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new ConfigException(source, bytes + " bytes", "<= " + MAX_BYTES);
    }
    return (Policy) ConfigFile.parse(source, text, "kind", KINDS);
  }
}
