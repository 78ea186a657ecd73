package io.drawbridge.gateway.keys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that publishes keys at {@code /keys}. */
final class Issuer implements AutoCloseable {
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger unchanged = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile HttpHandler answer = exchange -> send(exchange, 404, "");

  Issuer() throws IOException {
    this(0);
  }

  Issuer(int port) throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
  }

  Issuer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext(
        "/keys",
        exchange -> {
          requests.incrementAndGet();
          answer.handle(exchange);
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/keys");
  }

  /** Answers with this text, and with 304 to who has it. */
  void publish(String text) {
    String tag = "\"" + text.hashCode() + "\"";
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("ETag", tag);
          if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            unchanged.incrementAndGet();
            send(exchange, 304, "");
          } else {
            send(exchange, 200, text);
          }
        };
  }

  /** Answers as {@code handler} does. */
  void answer(HttpHandler handler) {
    answer = handler;
  }

  static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
