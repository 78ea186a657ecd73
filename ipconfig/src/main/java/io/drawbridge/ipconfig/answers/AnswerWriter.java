package io.drawbridge.ipconfig.answers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.ranking.Candidate;
import io.drawbridge.ranking.Ranking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a ranking as the answer of {@code GET /v1/ipconfig}; docs/ipconfig.md describes it. */
final class AnswerWriter {
  private static final int VERSION = 1;

  /**
   * The next address is tried this long after the one before (RFC 8305, Connection Attempt Delay).
   */
  private static final int RACE_DELAY_MILLIS = 250;

  private static final int RACE_PARALLEL = 2;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** Backoff with full jitter: 1, 2, 4 … 60 s. */
  private static final int BACKOFF_BASE_MILLIS = 1_000;

  private static final int BACKOFF_MAX_MILLIS = 60_000;
  private static final int BACKOFF_FACTOR = 2;
  private static final double FULL_JITTER = 1.0;

  private static final JsonFactory JSON = new JsonFactory();

  private final SnapshotInForce from;
  private final Hints hints;
  private final Map<String, GatewaySnapshot> gateways;

  AnswerWriter(SnapshotInForce from, Hints hints, Map<String, GatewaySnapshot> gateways) {
    this.from = from;
    this.hints = hints;
    this.gateways = gateways;
  }

  Answer write(Ranking ranking, Set<Transport> transports) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeOrigin(json);
      json.writeBooleanField("degraded", ranking.degraded());
      writeEndpoints(json, ranking, transports);
      writeConnect(json);
      writeBackoff(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return new Answer(
        bytes.toByteArray(), etag(ranking, transports), ranking.gateways().getFirst().gateway());
  }

  /** Times are the snapshot's, not this replica's: all replicas answer with equal bytes. */
  private void writeOrigin(JsonGenerator json) throws IOException {
    long issued = from.snapshot().getMadeUnixMillis() / 1_000;
    json.writeNumberField("v", VERSION);
    json.writeStringField("gen", from.generation());
    json.writeNumberField("issued", issued);
    json.writeNumberField("expires", issued + Hints.USABLE.toSeconds());
    json.writeNumberField("ttl", hints.ttl().toSeconds());
  }

  private void writeEndpoints(JsonGenerator json, Ranking ranking, Set<Transport> transports)
      throws IOException {
    double heaviest =
        ranking.gateways().stream().mapToDouble(Candidate::weight).max().orElseThrow();
    json.writeArrayFieldStart("endpoints");
    int priority = 0;
    for (Candidate candidate : ranking.gateways()) {
      int weight = (int) Math.max(1, Math.round(100 * candidate.weight() / heaviest));
      GatewaySnapshot gateway = gateway(candidate);
      for (Map.Entry<String, List<Endpoint>> host : byHost(gateway, transports).entrySet()) {
        json.writeStartObject();
        json.writeStringField("id", gateway.getGateway());
        json.writeStringField("region", gateway.getRegion());
        json.writeStringField("host", host.getKey());
        writeDoors(json, host.getValue());
        json.writeNumberField("prio", priority);
        json.writeNumberField("w", weight);
        json.writeEndObject();
      }
      priority++;
    }
    json.writeEndArray();
  }

  private static void writeDoors(JsonGenerator json, List<Endpoint> endpoints) throws IOException {
    json.writeArrayFieldStart("proto");
    for (Endpoint endpoint : endpoints) {
      json.writeStartObject();
      json.writeStringField("t", TransportNames.name(endpoint.getTransport()));
      json.writeNumberField("port", endpoint.getPort());
      if (!endpoint.getVerifiedName().isEmpty()) {
        json.writeStringField("name", endpoint.getVerifiedName());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeConnect(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("connect");
    json.writeNumberField("race_delay_ms", RACE_DELAY_MILLIS);
    json.writeNumberField("parallel", RACE_PARALLEL);
    json.writeNumberField("timeout_ms", CONNECT_TIMEOUT_MILLIS);
    json.writeEndObject();
  }

  private void writeBackoff(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("backoff");
    json.writeNumberField("base_ms", BACKOFF_BASE_MILLIS);
    json.writeNumberField("max_ms", BACKOFF_MAX_MILLIS);
    json.writeNumberField("factor", BACKOFF_FACTOR);
    json.writeNumberField("jitter", FULL_JITTER);
    json.writeNumberField("first_spread_ms", hints.firstSpread().toMillis());
    json.writeEndObject();
  }

  /** Over what a client acts on: weights waver and are left out. */
  private String etag(Ranking ranking, Set<Transport> transports) {
    MessageDigest digest = sha256();
    digest.update(
        (VERSION + "|" + hints + "|" + ranking.degraded()).getBytes(StandardCharsets.UTF_8));
    for (Candidate candidate : ranking.gateways()) {
      for (List<Endpoint> endpoints : byHost(gateway(candidate), transports).values()) {
        endpoints.forEach(endpoint -> digest.update(endpoint.toByteArray()));
      }
    }
    return "W/\"" + HexFormat.of().formatHex(digest.digest(), 0, 8) + "\"";
  }

  private GatewaySnapshot gateway(Candidate candidate) {
    GatewaySnapshot gateway = gateways.get(candidate.gateway());
    if (gateway == null) {
      throw new IllegalStateException(
          candidate.gateway() + " was ranked but is not in the snapshot");
    }
    return gateway;
  }

  private static Map<String, List<Endpoint>> byHost(
      GatewaySnapshot gateway, Set<Transport> transports) {
    return gateway.getEndpointsList().stream()
        .filter(endpoint -> transports.contains(endpoint.getTransport()))
        .collect(Collectors.groupingBy(Endpoint::getHost, LinkedHashMap::new, Collectors.toList()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
