package io.drawbridge.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.client.ClientBuilder;
import io.drawbridge.client.DrawbridgeClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Tells clients the same gateways for ever, in the same order, as ipconfig did some time ago. */
final class OldList implements AutoCloseable {
  private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

  private final HttpServer server;

  private OldList(HttpServer server) {
    this.server = server;
  }

  /** A gateway's door for TCP. */
  record Listed(String gateway, InetSocketAddress door) {
    private String json() {
      return """
      {"id": "%s", "region": "local-1", "host": "%s", "proto": [{"t": "tcp", "port": %d}]}\
      """
          .formatted(gateway, door.getHostString(), door.getPort());
    }
  }

  static OldList of(List<Listed> gateways) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    String list =
        gateways.stream()
            .map(Listed::json)
            .collect(Collectors.joining(", ", "{\"v\": 1, \"ttl\": 3600, \"endpoints\": [", "]}"));
    String address = server.getAddress().getHostString() + ",3600";
    server.createContext("/d", exchange -> answer(exchange, address));
    server.createContext("/v1/ipconfig", exchange -> answer(exchange, list));
    server.start();
    return new OldList(server);
  }

  /** A client that knows nothing else. */
  ClientBuilder client(String user, DevelopmentKey key) {
    return DrawbridgeClient.builder()
        .httpDns("http://" + server.getAddress().getHostString() + ":" + port())
        .ipconfig("old.test", port())
        .device(user)
        .token(() -> key.token(user, "default", Instant.now(), TOKEN_VALIDITY))
        .closeWithin(Duration.ZERO);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
