package io.drawbridge.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTTPDNS and ipconfig on one real HTTP server; knows the given endpoints, best first. */
final class FakeBootstrap implements AutoCloseable {
  private final HttpServer server;
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final Supplier<String> endpoints;
  volatile int dialTimeoutMillis = 5_000;

  FakeBootstrap(ScriptedGateway... gateways) {
    this(() ->
        Stream.of(gateways)
            .map(gateway -> endpoint(gateway.name, "tcp", gateway.port(), ""))
            .collect(Collectors.joining(",")));
  }

  /** Lists what {@code endpoints} says when it is asked, in JSON. */
  FakeBootstrap(Supplier<String> endpoints) {
    this.endpoints = endpoints;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/d", exchange -> answer(exchange, "127.0.0.1,60"));
    server.createContext(
        "/v1/ipconfig",
        exchange -> {
          queries.add(exchange.getRequestURI().getQuery());
          answer(exchange, list());
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What ipconfig was asked. */
  List<String> queries() {
    return queries;
  }

  /** One entry of ipconfig's list; without {@code name} the host is to be verified. */
  static String endpoint(String gateway, String transport, int port, String name) {
    String door =
        "{\"t\":\"%s\",\"port\":%d%s}"
            .formatted(transport, port, name.isEmpty() ? "" : ",\"name\":\"" + name + "\"");
    return "{\"id\":\"%s\",\"region\":\"r\",\"host\":\"127.0.0.1\",\"proto\":[%s]}"
        .formatted(gateway, door);
  }

  private String list() {
    return "{\"v\":1,\"gen\":\"1.1.1\",\"ttl\":300,\"endpoints\":[%s],\"connect\":{\"timeout_ms\":%d},\"backoff\":{\"base_ms\":100,\"first_spread_ms\":50}}"
        .formatted(endpoints.get(), dialTimeoutMillis);
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
