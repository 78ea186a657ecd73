package io.drawbridge.gateway.listen;

/** What carries a client's frames. */
public enum ClientTransport {
  /** Nothing: frames on TCP. */
  TCP(false),
  TLS(true),
  /** WebSocket messages on TCP. */
  WS(false),
  /** WebSocket messages on TLS. */
  WSS(true);

  private final boolean secure;

  ClientTransport(boolean secure) {
    this.secure = secure;
  }

  /** True if what is said is encrypted. */
  public boolean isSecure() {
    return secure;
  }

  static ClientTransport frames(boolean secure) {
    return secure ? TLS : TCP;
  }

  static ClientTransport messages(boolean secure) {
    return secure ? WSS : WS;
  }
}
