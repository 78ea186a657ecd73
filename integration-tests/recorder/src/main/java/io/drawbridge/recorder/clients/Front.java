package io.drawbridge.recorder.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** HTTPDNS and ipconfig of the clients of this process. */
final class Front implements AutoCloseable {
  private final HttpServer server;

  private Front(HttpServer server) {
    this.server = server;
  }

  static Front start(Gateways gateways) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/d", exchange -> answer(exchange, 200, Wires.HOST + ",60"));
    server.createContext(
        "/v1/ipconfig",
        exchange -> {
          try {
            answer(exchange, 200, gateways.answer(exchange.getRequestURI().getRawQuery()));
          } catch (IOException e) {
            answer(exchange, 503, String.valueOf(e.getMessage()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    return new Front(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
