package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The REST API of a fleet, by the first of its control planes that answers. Threads: one at a time.
 */
final class ControlPlaneApi {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  /** Longer than a control plane waits for other regions. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** The next one is asked instead of one that stands still. */
  private static final Duration HEALTH_WITHIN = Duration.ofSeconds(5);

  private final List<At> controlPlanes;
  private final String token;
  private int first;

  /** {@code token}: empty = none. */
  ControlPlaneApi(List<At> controlPlanes, String token) {
    this.controlPlanes = List.copyOf(controlPlanes);
    this.token = token;
  }

  /**
   * A control plane.
   *
   * @param region empty = not known
   */
  record At(String region, URI address) {}

  /** Of the local fleet. */
  static ControlPlaneApi of(FleetDocument fleet) {
    List<At> all =
        fleet.regions().stream()
            .flatMap(region ->
                region.controlPlanes().stream()
                    .map(address -> new At(region.region(), URI.create(address))))
            .toList();
    return new ControlPlaneApi(all, fleet.apiToken());
  }

  /** Those of each region together, in the order in which regions are known. */
  Map<String, ControlPlaneApi> byRegion() {
    Map<String, ControlPlaneApi> regions = new LinkedHashMap<>();
    for (At at : controlPlanes) {
      var _ = regions.computeIfAbsent(at.region(), this::of);
    }
    return regions;
  }

  private ControlPlaneApi of(String region) {
    return new ControlPlaneApi(
        controlPlanes.stream().filter(at -> at.region().equals(region)).toList(), token);
  }

  /**
   * Those of each region of which one answers.
   *
   * @throws IOException naming every control plane, if none does
   */
  List<ControlPlaneApi> answering() throws IOException, InterruptedException {
    List<ControlPlaneApi> answering = new ArrayList<>();
    IOException silent = silent();
    for (ControlPlaneApi region : byRegion().values()) {
      try {
        region.requireAnswer();
        answering.add(region);
      } catch (IOException e) {
        silent.addSuppressed(e);
      }
    }
    if (answering.isEmpty()) {
      throw silent;
    }
    return answering;
  }

  /**
   * Those of that region if one of them answers, else of another, which passes on what it is asked
   * for: what one region has recorded is asked of the same region later.
   *
   * @throws IOException naming every control plane, if none answers
   */
  ControlPlaneApi nearest(String region) throws IOException, InterruptedException {
    ControlPlaneApi own = byRegion().get(region);
    if (own != null) {
      try {
        own.requireAnswer();
        return own;
      } catch (IOException _) {
        // another region's then
      }
    }
    return answering().getFirst();
  }

  private void requireAnswer() throws IOException, InterruptedException {
    var _ = asked("/api/v1/health", HttpRequest.newBuilder().GET(), HEALTH_WITHIN).good();
  }

  private IOException silent() {
    return new IOException(
        "no answer from "
            + controlPlanes.stream().map(At::address).toList()
            + " (expected: a control plane)");
  }

  /** What came back; {@code body} is missing if it was no JSON. */
  record Answer(int status, JsonNode body) {
    /** What is wrong, in one line, by an {@code application/problem+json}. */
    String problem() {
      String detail = body.path("detail").asText();
      String code = body.path("code").asText();
      return detail.isEmpty() ? "status " + status : detail + " (" + code + ")";
    }

    boolean isGood() {
      return status / 100 == 2;
    }

    /** The body of a good answer. */
    JsonNode good() throws IOException {
      if (!isGood()) {
        throw new IOException(problem());
      }
      return body;
    }
  }

  /**
   * Asks for {@code path}.
   *
   * @throws IOException naming every control plane that was asked, if none answers
   */
  Answer get(String path) throws IOException, InterruptedException {
    return asked(path, HttpRequest.newBuilder().GET());
  }

  /** Posts {@code body} as JSON. */
  Answer post(String path, Map<String, ?> body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(FleetFile.JSON.writeValueAsString(body)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return asked(path, request);
  }

  private Answer asked(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return asked(path, request, ANSWER_WITHIN);
  }

  /** Whoever has answered last is asked first. */
  private Answer asked(String path, HttpRequest.Builder request, Duration within)
      throws IOException, InterruptedException {
    IOException silent = silent();
    request.timeout(within);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build()) {
      for (int tries = 0; tries < controlPlanes.size(); tries++) {
        try {
          return asked(http, request.uri(controlPlanes.get(first).address().resolve(path)).build());
        } catch (IOException e) {
          silent.addSuppressed(e);
          first = (first + 1) % controlPlanes.size();
        }
      }
    }
    throw silent;
  }

  private static Answer asked(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), parsed(response.body()));
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode body = FleetFile.JSON.readTree(text);
      return body == null ? MissingNode.getInstance() : body;
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    }
  }
}
