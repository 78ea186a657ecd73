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
import java.util.List;
import java.util.Map;

/** The REST API of a fleet, by the first of its control planes that answers. */
final class ControlPlaneApi {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  /** Longer than a control plane waits for other regions. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final List<At> controlPlanes;
  private final String token;

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
            .map(region -> new At(region.region(), URI.create(region.controlPlane())))
            .toList();
    return new ControlPlaneApi(all, fleet.apiToken());
  }

  private List<ControlPlaneApi> each() {
    return controlPlanes.stream().map(at -> new ControlPlaneApi(List.of(at), token)).toList();
  }

  /**
   * Those that answer, each by itself.
   *
   * @throws IOException of the last, if none does
   */
  List<ControlPlaneApi> answering() throws IOException, InterruptedException {
    List<ControlPlaneApi> answering = new ArrayList<>();
    IOException silent = new IOException("no control plane is known (expected: one)");
    for (ControlPlaneApi one : each()) {
      try {
        var _ = one.get("/api/v1/health").good();
        answering.add(one);
      } catch (IOException e) {
        silent = e;
      }
    }
    if (answering.isEmpty()) {
      throw silent;
    }
    return answering;
  }

  /** One that answers: of that region, else of another, which passes on what it is asked for. */
  ControlPlaneApi nearest(String region) throws IOException, InterruptedException {
    List<ControlPlaneApi> answering = answering();
    return answering.stream()
        .filter(one -> one.controlPlanes.getFirst().region().equals(region))
        .findFirst()
        .orElse(answering.getFirst());
  }

  /** Those of one region, and those whose region is not known. */
  ControlPlaneApi of(String region) {
    return new ControlPlaneApi(
        controlPlanes.stream()
            .filter(at -> at.region().isEmpty() || at.region().equals(region))
            .toList(),
        token);
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
    List<URI> addresses = controlPlanes.stream().map(At::address).toList();
    IOException silent =
        new IOException("no answer from " + addresses + " (expected: a control plane)");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build()) {
      for (URI address : addresses) {
        try {
          HttpResponse<String> response =
              http.send(
                  request.uri(address.resolve(path)).timeout(ANSWER_WITHIN).build(),
                  HttpResponse.BodyHandlers.ofString());
          return new Answer(response.statusCode(), parsed(response.body()));
        } catch (IOException e) {
          silent.addSuppressed(e);
        }
      }
    }
    throw silent;
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
