package io.drawbridge.process.operations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * {@code GET /healthz}, {@code /readyz}, {@code /startupz}: 200 or 503, with each check's finding
 * as JSON. {@code GET /metrics}: Prometheus text.
 */
public final class OperationsServer implements AutoCloseable {
  /** Probes and a scraper or two; more at once is answered 503 "busy". */
  private static final int MAX_REQUESTS = 16;

  private static final int BACKLOG = 64;
  private static final Answer NOT_FOUND = Answer.text(404, "not found");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore requests = new Semaphore(MAX_REQUESTS);

  private OperationsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens from now on. Its listening thread keeps the JVM alive until {@link #close}.
   *
   * @throws IOException if it cannot listen on {@code address}
   */
  public static OperationsServer start(InetSocketAddress address, Health health, Metrics metrics)
      throws IOException {
    boundTheJdkServer();
    OperationsServer server = new OperationsServer(HttpServer.create(address, BACKLOG));
    server.answer("/healthz", () -> Answer.of(health.alive()));
    server.answer("/readyz", () -> Answer.of(health.ready()));
    server.answer("/startupz", () -> Answer.of(health.startup()));
    server.answer("/metrics", () -> new Answer(200, Metrics.CONTENT_TYPE, metrics.text()));
    server.server.createContext("/", exchange -> respond(exchange, NOT_FOUND));
    server.server.setExecutor(server.threads);
    server.server.start();
    return server;
  }

  /** Where it listens, with the port the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Without these a silent peer holds a connection for ever. Read once, by the first server. */
  private static void boundTheJdkServer() {
    System.setProperty("jdk.httpserver.maxConnections", "128");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
  }

  private void answer(String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> answer(exchange, path, answer));
  }

  private void answer(HttpExchange exchange, String path, Supplier<Answer> answer)
      throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) { // contexts match by prefix
      respond(exchange, NOT_FOUND);
    } else if (!exchange.getRequestMethod().equals("GET")) {
      respond(exchange, Answer.text(405, "method not allowed (expected: GET)"));
    } else if (!requests.tryAcquire()) {
      respond(exchange, Answer.text(503, "busy"));
    } else {
      try {
        respond(exchange, answer.get());
      } finally {
        requests.release();
      }
    }
  }

  private static void respond(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    try (exchange) {
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** What goes back. */
  private record Answer(int status, String contentType, String body) {
    static Answer of(Probe found) {
      return of(found.passed() ? 200 : 503, "application/json", found.json());
    }

    static Answer text(int status, String text) {
      return of(status, "text/plain", text);
    }

    private static Answer of(int status, String contentType, String line) {
      return new Answer(status, contentType, line + "\n");
    }
  }
}
