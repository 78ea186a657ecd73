package io.drawbridge.bench.handover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * HTTPDNS and ipconfig that know one gateway and its TLS. Ends with the process. Threads: its own.
 */
final class OneGateway {
  private final HttpServer server;

  private OneGateway(HttpServer server) {
    this.server = server;
  }

  /** {@code name}: what its certificate says. */
  static OneGateway start(InetSocketAddress gateway, String name) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(any, 0);
    String list =
        """
        {"v": 1, "gen": "1.1.1", "ttl": 300,
         "endpoints": [{"id": "bench", "region": "bench", "host": "%s",
                        "proto": [{"t": "tls", "port": %d, "name": "%s"}]}],
         "connect": {"timeout_ms": 5000}, "backoff": {"base_ms": 100, "first_spread_ms": 50}}
        """
            .formatted(gateway.getAddress().getHostAddress(), gateway.getPort(), name);
    server.createContext("/d", exchange -> answer(exchange, "127.0.0.1,60"));
    server.createContext("/v1/ipconfig", exchange -> answer(exchange, list));
    server.start();
    return new OneGateway(server);
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
}
