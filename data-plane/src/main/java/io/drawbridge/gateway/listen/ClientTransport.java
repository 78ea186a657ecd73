package io.drawbridge.gateway.listen;

/** What carries a client's frames. */
public enum ClientTransport {
  /** Nothing: frames on TCP. */
  TCP,
  TLS;

  /** True if what is said is encrypted. */
  public boolean isSecure() {
    return this == TLS;
  }

  static ClientTransport frames(boolean secure) {
    return secure ? TLS : TCP;
  }
}
