package io.drawbridge.gateway.websocket;

import java.io.Serial;

/** The client broke RFC 6455, or sent text. */
final class WebSocketViolation extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Close codes of RFC 6455, section 7.4.1. */
  static final int PROTOCOL_ERROR = 1002;

  static final int UNSUPPORTED_DATA = 1003;
  static final int INVALID_PAYLOAD = 1007;

  private final int code;
  private final String text;

  /**
   * @param text offender and expectation, at most {@link CloseFrame#MAX_REASON_BYTES} of ASCII
   */
  WebSocketViolation(int code, String text) {
    super(text, null, false, false); // the client's fault: no stack trace
    this.code = code;
    this.text = text;
  }

  static WebSocketViolation protocol(String text) {
    return new WebSocketViolation(PROTOCOL_ERROR, text);
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }
}
