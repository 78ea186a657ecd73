package io.drawbridge.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** HTTPDNS and ipconfig for clients of one gateway, which has all its transports on one port. */
final class Discovery implements AutoCloseable {
  private static final List<String> TRANSPORTS = List.of("tcp", "tls", "ws", "wss");

  private final HttpServer server;

  /** Clients are told {@code port} and the name {@code verified}. */
  Discovery(int port, String verified) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/d", exchange -> answer(exchange, "127.0.0.1,60"));
    String doors =
        TRANSPORTS.stream()
            .map(each ->
                "{\"t\":\"%s\",\"port\":%d,\"name\":\"%s\"}".formatted(each, port, verified))
            .collect(Collectors.joining(","));
    String list =
        """
        {"v":1,"gen":"1.1.1","ttl":300,
         "endpoints":[{"id":"gw-1","region":"r","host":"127.0.0.1","proto":[%s]}],
         "connect":{"timeout_ms":5000},"backoff":{"base_ms":100,"first_spread_ms":50}}
        """
            .formatted(doors);
    server.createContext("/v1/ipconfig", exchange -> answer(exchange, list));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
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
