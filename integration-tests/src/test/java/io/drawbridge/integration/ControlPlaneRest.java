package io.drawbridge.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The REST API of one control plane. Threads: any. */
record ControlPlaneRest(HostPort address, String token) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Longer than a control plane waits for etcd. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

  /** What it says. */
  record Answer(int status, JsonNode body) {
    /** The code of an {@code application/problem+json}. */
    String code() {
      return body.path("code").asText();
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return asked(path, HttpRequest.newBuilder().GET());
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return asked(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private Answer asked(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request
                .uri(URI.create("http://" + address + "/api/v1/" + path))
                .header("Authorization", "Bearer " + token)
                .timeout(ANSWER_WITHIN)
                .build(),
            BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }
}
