package io.drawbridge.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** HTTPDNS and ipconfig on one real HTTP server; knows the given gateways, best first. */
final class FakeBootstrap implements AutoCloseable {
  private final HttpServer server;
  private final List<ScriptedGateway> gateways;

  FakeBootstrap(ScriptedGateway... gateways) {
    this.gateways = List.of(gateways);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/d", exchange -> answer(exchange, "127.0.0.1,60"));
    server.createContext("/v1/ipconfig", exchange -> answer(exchange, list()));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private String list() {
    String endpoints =
        gateways.stream()
            .map(gateway ->
                "{\"id\":\"%s\",\"region\":\"r\",\"host\":\"127.0.0.1\",\"proto\":[{\"t\":\"tcp\",\"port\":%d}]}"
                    .formatted(gateway.name, gateway.port()))
            .collect(Collectors.joining(","));
    return "{\"v\":1,\"gen\":\"1.1.1\",\"ttl\":300,\"endpoints\":[%s],\"backoff\":{\"base_ms\":100,\"first_spread_ms\":50}}"
        .formatted(endpoints);
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
