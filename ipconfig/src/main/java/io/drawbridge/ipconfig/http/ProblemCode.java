package io.drawbridge.ipconfig.http;

import java.util.Locale;

/** Every way in which ipconfig refuses a request; each has a row in docs/errors.md. */
public enum ProblemCode {
  MALFORMED(400, "malformed request"),
  REQUEST_LINE_TOO_LONG(414, "request line too long"),
  HEADERS_TOO_LARGE(431, "headers too large"),
  BODY_NOT_TAKEN(413, "request bodies are not taken"),
  VERSION_NOT_SPOKEN(505, "HTTP version not spoken"),
  TOO_SLOW(408, "request too slow"),
  TOO_MANY_CONNECTIONS(503, "too many connections"),
  UNKNOWN_PATH(404, "unknown path"),
  METHOD_NOT_ALLOWED(405, "method not allowed"),
  BAD_PARAMETER(400, "bad parameter"),
  INTERNAL(500, "internal error"),
  NO_SNAPSHOT(503, "no fleet snapshot yet"),
  NO_GATEWAY(503, "no gateway for this client"),
  NOT_FROM_HERE(403, "not from this address");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** Such as {@code ipconfig.no-snapshot}. */
  public String code() {
    return "ipconfig." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
