package io.drawbridge.client.discovery;

import java.util.Locale;

/** What carries the frames between a client and its gateway. */
public enum Transport {
  /** Frames on TCP, neither encrypted nor authenticated: for networks of one's own. */
  TCP,
  /** Frames on TLS. */
  TLS,
  /** Frames in WebSocket messages, neither encrypted nor authenticated. */
  WS,
  /** Frames in WebSocket messages on TLS: passes where only HTTPS does. */
  WSS;

  /** True: the gateway proves its name by a certificate. */
  public boolean isSecure() {
    return this == TLS || this == WSS;
  }

  public boolean isWebSocket() {
    return this == WS || this == WSS;
  }

  /** As ipconfig writes it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
