package io.drawbridge.process.operations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * {@code GET /healthz}, {@code /readyz}, {@code /startupz}: 200 or 503, with each check's finding
 * as JSON.
 */
public final class OperationsServer implements AutoCloseable {
  /** Probes and a scraper or two; more at once is answered 503 "busy". */
  private static final int MAX_REQUESTS = 16;

  private static final int BACKLOG = 64;

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
  public static OperationsServer start(InetSocketAddress address, Health health)
      throws IOException {
    boundTheJdkServer();
    OperationsServer server = new OperationsServer(HttpServer.create(address, BACKLOG));
    server.answer("/healthz", health::alive);
    server.answer("/readyz", health::ready);
    server.answer("/startupz", health::startup);
    server.server.createContext("/", exchange -> respond(exchange, 404, "not found", "text/plain"));
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

  private void answer(String path, Supplier<Probe> probe) {
    server.createContext(path, exchange -> answer(exchange, path, probe));
  }

  private void answer(HttpExchange exchange, String path, Supplier<Probe> probe)
      throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) { // contexts match by prefix
      respond(exchange, 404, "not found", "text/plain");
    } else if (!exchange.getRequestMethod().equals("GET")) {
      respond(exchange, 405, "method not allowed (expected: GET)", "text/plain");
    } else if (!requests.tryAcquire()) {
      respond(exchange, 503, "busy", "text/plain");
    } else {
      try {
        Probe found = probe.get();
        respond(exchange, found.passed() ? 200 : 503, found.json(), "application/json");
      } finally {
        requests.release();
      }
    }
  }

  private static void respond(HttpExchange exchange, int status, String body, String contentType)
      throws IOException {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
