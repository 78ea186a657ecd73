package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.access.ApiToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The HTTP port alone, with a document and a console of the test's own. */
final class TestPort implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final FleetEvents events;
  private final WebServer server;

  TestPort(Optional<ApiToken> token, Optional<Path> console, Supplier<?> document)
      throws Exception {
    events = new FleetEvents(document);
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            token,
            ConsoleFiles.of(console),
            events);
    events.start();
  }

  FleetEvents events() {
    return events;
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** An event stream whose headers have been read. */
  Watcher watch(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/events"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = http.send(request.build(), BodyHandlers.ofInputStream());
    return new Watcher(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  /** A connection that has asked for events and reads nothing until it is told to. */
  Socket silentWatcher() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    OutputStream out = socket.getOutputStream();
    out.write("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** The first line of the answer to bytes that no client library would send. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Override
  public void close() {
    events.close();
    server.close();
  }

  record Watcher(int status, String type, BufferedReader lines) implements AutoCloseable {
    /** The data of the next event, waiting for it; null at the end of the stream. */
    String next() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = lines.readLine();
      }
      return line == null ? null : line.substring("data: ".length());
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
