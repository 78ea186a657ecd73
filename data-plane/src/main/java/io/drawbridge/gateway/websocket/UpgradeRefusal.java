package io.drawbridge.gateway.websocket;

/** How an upgrade is refused: the status that answers it, and a metric's label. */
public enum UpgradeRefusal {
  /** Not HTTP/1.1 as its RFCs write it, or not a WebSocket's opening. */
  BAD_REQUEST(400, "Bad Request"),
  /** A page of an origin that is not listed. */
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed", "Allow: GET\r\n"),
  /** The head was not whole in time. */
  TIMEOUT(408, "Request Timeout"),
  /** No WebSocket is asked for, or another version of it. */
  UPGRADE_REQUIRED(426, "Upgrade Required", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
  HEAD_TOO_LARGE(431, "Request Header Fields Too Large"),
  /** The gateway ends the connection before it has begun. */
  UNAVAILABLE(503, "Service Unavailable");

  private final int status;
  private final String phrase;
  private final String headerLines;

  UpgradeRefusal(int status, String phrase) {
    this(status, phrase, "");
  }

  UpgradeRefusal(int status, String phrase, String headerLines) {
    this.status = status;
    this.phrase = phrase;
    this.headerLines = headerLines;
  }

  /** The number of the status line. */
  public int status() {
    return status;
  }

  /** The whole answer; {@code text} is its body, one line of ASCII. */
  String answer(String text) {
    return "HTTP/1.1 "
        + (status + " " + phrase + "\r\n")
        + headerLines
        + "Content-Type: text/plain\r\n"
        + ("Content-Length: " + (text.length() + 1) + "\r\n")
        + "Connection: close\r\n\r\n"
        + (text + "\n");
  }
}
