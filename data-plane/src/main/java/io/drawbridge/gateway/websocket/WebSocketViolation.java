package io.drawbridge.gateway.websocket;

import java.io.Serial;

/** The client broke RFC 6455, or sent text. */
final class WebSocketViolation extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final CloseCode code;
  private final String text;

  /**
   * @param text offender and expectation, at most {@link CloseFrame#MAX_REASON_BYTES} of ASCII
   */
  WebSocketViolation(CloseCode code, String text) {
    super(text, null, false, false); // the client's fault: no stack trace
    this.code = code;
    this.text = text;
  }

  static WebSocketViolation protocol(String text) {
    return new WebSocketViolation(CloseCode.PROTOCOL_ERROR, text);
  }

  int code() {
    return code.code();
  }

  String text() {
    return text;
  }
}
