package io.drawbridge.cli;

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
import java.util.List;
import java.util.Map;

/** The REST API of a fleet, by the first of its control planes that answers. */
final class ControlPlaneApi {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  /** Longer than a control plane waits for other regions. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final List<URI> controlPlanes;
  private final String token;

  /** {@code token}: empty = none. */
  ControlPlaneApi(List<URI> controlPlanes, String token) {
    this.controlPlanes = List.copyOf(controlPlanes);
    this.token = token;
  }

  /** Of the local fleet. */
  static ControlPlaneApi of(FleetDocument fleet) {
    List<URI> all =
        fleet.regions().stream().map(region -> URI.create(region.controlPlane())).toList();
    return new ControlPlaneApi(all, fleet.apiToken());
  }

  /** What came back; {@code body} is missing if it was no JSON. */
  record Answer(int status, JsonNode body) {
    /** What is wrong, in one line, by an {@code application/problem+json}. */
    String problem() {
      String detail = body.path("detail").asText();
      String code = body.path("code").asText();
      return detail.isEmpty() ? "status " + status : detail + " (" + code + ")";
    }
  }

  /**
   * Posts {@code body} as JSON.
   *
   * @throws IOException naming every control plane that was asked, if none answers
   */
  Answer post(String path, Map<String, String> body) throws IOException, InterruptedException {
    HttpRequest.BodyPublisher json =
        HttpRequest.BodyPublishers.ofString(FleetFile.JSON.writeValueAsString(body));
    IOException silent =
        new IOException("no answer from " + controlPlanes + " (expected: a control plane)");
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build()) {
      for (URI controlPlane : controlPlanes) {
        try {
          return send(http, controlPlane.resolve(path), json);
        } catch (IOException e) {
          silent.addSuppressed(e);
        }
      }
    }
    throw silent;
  }

  private Answer send(HttpClient http, URI at, HttpRequest.BodyPublisher json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .timeout(ANSWER_WITHIN)
            .header("Content-Type", "application/json")
            .POST(json);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
