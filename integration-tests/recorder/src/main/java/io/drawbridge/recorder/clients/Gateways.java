package io.drawbridge.recorder.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Where the gateways are for a device: what ipconfig answers, or always the same list. */
interface Gateways {
  /** The JSON that ipconfig answers with, its delays shortened. */
  String answer(String query) throws IOException, InterruptedException;

  ObjectMapper JSON = new ObjectMapper();

  /** The answers of a real ipconfig, with every gateway behind its wire. */
  static Gateways of(URI ipconfig, Wires wires) {
    HttpClient http = HttpClient.newHttpClient();
    return query -> {
      HttpRequest request =
          HttpRequest.newBuilder(ipconfig.resolve("/v1/ipconfig?" + query))
              .timeout(Duration.ofSeconds(2))
              .build();
      JsonNode answer =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      for (JsonNode endpoint : answer.path("endpoints")) {
        putBehind(wires, (ObjectNode) endpoint);
      }
      shorten((ObjectNode) answer);
      return answer.toString();
    };
  }

  /** Gateways by id, without a fleet. */
  static Gateways fixed(Map<String, InetSocketAddress> gateways, Wires wires) {
    return _ -> {
      ObjectNode answer = JSON.createObjectNode().put("v", 1).put("ttl", 60);
      for (Map.Entry<String, InetSocketAddress> gateway : gateways.entrySet()) {
        ObjectNode endpoint = answer.withArray("endpoints").addObject();
        endpoint.put("id", gateway.getKey()).put("host", gateway.getValue().getHostString());
        endpoint
            .withArray("proto")
            .addObject()
            .put("t", "tcp")
            .put("port", gateway.getValue().getPort());
        putBehind(wires, endpoint);
      }
      shorten(answer);
      return answer.toString();
    };
  }

  private static void putBehind(Wires wires, ObjectNode endpoint) throws IOException {
    for (JsonNode transport : endpoint.path("proto")) {
      if (transport.path("t").asText().equals("tcp")) {
        InetSocketAddress gateway =
            new InetSocketAddress(endpoint.path("host").asText(), transport.path("port").asInt());
        ((ObjectNode) transport).put("port", wires.portFor(gateway));
      }
    }
    endpoint.put("host", Wires.HOST);
  }

  /** Reconnects are what is measured here, not the patience of a fleet. */
  private static void shorten(ObjectNode answer) {
    answer.putObject("backoff").put("base_ms", 100).put("max_ms", 1_000).put("first_spread_ms", 50);
  }
}
