package io.drawbridge.ipconfig.http;

/** Every way in which ipconfig refuses a request; each has a row in docs/errors.md. */
public enum ProblemCode {
  MALFORMED("IPC-101", 400, "malformed request"),
  REQUEST_LINE_TOO_LONG("IPC-102", 414, "request line too long"),
  HEADERS_TOO_LARGE("IPC-103", 431, "headers too large"),
  BODY_NOT_TAKEN("IPC-104", 413, "request bodies are not taken"),
  VERSION_NOT_SPOKEN("IPC-105", 505, "HTTP version not spoken"),
  TOO_SLOW("IPC-106", 408, "request too slow"),
  TOO_MANY_CONNECTIONS("IPC-107", 503, "too many connections"),
  UNKNOWN_PATH("IPC-111", 404, "unknown path"),
  METHOD_NOT_ALLOWED("IPC-112", 405, "method not allowed"),
  BAD_PARAMETER("IPC-113", 400, "bad parameter"),
  INTERNAL("IPC-119", 500, "internal error"),
  NO_SNAPSHOT("IPC-201", 503, "no fleet snapshot yet"),
  NO_GATEWAY("IPC-202", 503, "no gateway for this client"),
  NOT_FROM_HERE("IPC-301", 403, "not from this address");

  private final String code;
  private final int status;
  private final String title;

  ProblemCode(String code, int status, String title) {
    this.code = code;
    this.status = status;
    this.title = title;
  }

  public String code() {
    return code;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
