package io.drawbridge.gateway.websocket;

/** What a gateway closes with when RFC 6455 was broken (its section 7.4.1). */
public enum CloseCode {
  PROTOCOL_ERROR(1002),
  /** Text; frames are binary. */
  UNSUPPORTED_DATA(1003),
  INVALID_PAYLOAD(1007);

  private final int code;

  CloseCode(int code) {
    this.code = code;
  }

  /** The number in the Close frame. */
  public int code() {
    return code;
  }
}
