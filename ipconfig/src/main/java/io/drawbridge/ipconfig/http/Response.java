package io.drawbridge.ipconfig.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A status, headers and a ready body. The body's bytes are shared and never changed. */
public final class Response {
  private static final byte[] NO_BODY = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Response(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** 200 with these bytes, which the caller no longer changes. */
  public static Response ok(String contentType, byte[] body) {
    return of(200, contentType, body);
  }

  public static Response text(String body) {
    return ok("text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** 304: the client has it already. */
  public static Response notModified() {
    return new Response(304, Map.of(), NO_BODY);
  }

  static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body);
  }

  public Response with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Response(status, more, body);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
