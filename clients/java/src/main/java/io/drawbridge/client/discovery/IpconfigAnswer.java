package io.drawbridge.client.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the JSON of {@code GET /v1/ipconfig}. What it uses must be there and be right; fields,
 * transports and endpoints that a newer fleet adds are passed over. Hints out of range are cut.
 */
final class IpconfigAnswer {
  /** More endpoints than this are not kept. */
  static final int MAX_ENDPOINTS = 32;

  private static final int VERSION = 1;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_PORT = 65_535;
  private static final long DAY_SECONDS = 86_400;
  private static final long DEFAULT_TTL_SECONDS = 300;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private IpconfigAnswer() {}

  /** The gateways that have a door for {@code transport}. */
  static EndpointList parse(String body, Transport transport) throws DiscoveryException {
    JsonNode root = read(body);
    JsonNode version = root.path("v");
    if (!version.isIntegralNumber() || version.longValue() != VERSION) {
      throw unexpected("v", version, Integer.toString(VERSION));
    }
    return new EndpointList(
        root.path("gen").asText(""),
        Duration.ofSeconds(number(root, "ttl", DEFAULT_TTL_SECONDS, 1, DAY_SECONDS)),
        endpoints(root.path("endpoints"), transport),
        hints(root.path("connect"), root.path("backoff")));
  }

  private static JsonNode read(String body) throws DiscoveryException {
    try {
      JsonNode root = JSON.readTree(body);
      if (root == null || !root.isObject()) {
        throw new DiscoveryException("body: not a JSON object (expected: one)");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new DiscoveryException("body: not JSON (" + Quote.of(e.getOriginalMessage()) + ")");
    }
  }

  private static List<GatewayEndpoint> endpoints(JsonNode array, Transport transport)
      throws DiscoveryException {
    if (!array.isArray()) {
      throw unexpected("endpoints", array, "an array");
    }
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < array.size() && i < MAX_ENDPOINTS; i++) {
      String where = "endpoints[" + i + "]";
      JsonNode door = door(array.get(i).path("proto"), transport, where + ".proto");
      if (!door.isMissingNode()) {
        ranked.add(ranked(array.get(i), door, where));
      }
    }
    if (ranked.isEmpty()) {
      throw new DiscoveryException(
          "endpoints: none of %d takes %s (expected: at least one)"
              .formatted(array.size(), transport.label()));
    }
    // A stable sort: within one priority the order of the answer is the ranking.
    ranked.sort(Comparator.comparingLong(Ranked::priority));
    return ranked.stream().map(Ranked::endpoint).toList();
  }

  private static Ranked ranked(JsonNode endpoint, JsonNode door, String where)
      throws DiscoveryException {
    String host = text(endpoint, "host", where);
    return new Ranked(
        new GatewayEndpoint(
            text(endpoint, "id", where),
            endpoint.path("region").asText(""),
            host,
            port(door, where + ".proto.port"),
            door.has("name") ? text(door, "name", where + ".proto") : host),
        number(endpoint, "prio", 0, 0, Integer.MAX_VALUE));
  }

  /** The door of the transport this client speaks; missing when the gateway does not have it. */
  private static JsonNode door(JsonNode doors, Transport transport, String where)
      throws DiscoveryException {
    if (!doors.isArray()) {
      throw unexpected(where, doors, "an array");
    }
    for (JsonNode door : doors) {
      if (door.path("t").asText("").equals(transport.label())) {
        return door;
      }
    }
    return MissingNode.getInstance();
  }

  private static int port(JsonNode door, String where) throws DiscoveryException {
    JsonNode port = door.path("port");
    if (!port.isIntegralNumber() || port.longValue() < 1 || port.longValue() > MAX_PORT) {
      throw unexpected(where, port, "1 to " + MAX_PORT);
    }
    return port.intValue();
  }

  private static ConnectHints hints(JsonNode connect, JsonNode backoff) throws DiscoveryException {
    ConnectHints defaults = ConnectHints.DEFAULTS;
    return new ConnectHints(
        millis(connect, "timeout_ms", defaults.dialTimeout(), 100, 60_000),
        millis(backoff, "base_ms", defaults.backoffBase(), 100, 60_000),
        millis(backoff, "max_ms", defaults.backoffMax(), 1_000, 600_000),
        millis(backoff, "first_spread_ms", defaults.firstSpread(), 0, 600_000));
  }

  private static Duration millis(JsonNode in, String key, Duration absent, long least, long most)
      throws DiscoveryException {
    return Duration.ofMillis(number(in, key, absent.toMillis(), least, most));
  }

  private static long number(JsonNode in, String key, long absent, long least, long most)
      throws DiscoveryException {
    JsonNode value = in.path(key);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isNumber()) {
      throw unexpected(key, value, "a number");
    }
    return Math.max(least, Math.min(most, value.longValue()));
  }

  private static String text(JsonNode in, String key, String where) throws DiscoveryException {
    JsonNode value = in.path(key);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw unexpected(where + "." + key, value, "a text");
    }
    return value.textValue();
  }

  private static DiscoveryException unexpected(String where, JsonNode found, String expected) {
    String shown = found.isMissingNode() ? "missing" : Quote.of(found.toString());
    return new DiscoveryException(where + ": " + shown + " (expected: " + expected + ")");
  }

  private record Ranked(GatewayEndpoint endpoint, long priority) {}
}
