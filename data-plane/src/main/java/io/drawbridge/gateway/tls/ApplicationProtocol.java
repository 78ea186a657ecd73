package io.drawbridge.gateway.tls;

import java.util.List;

/** What a client may ask for by ALPN (RFC 7301); without ALPN its first byte tells. */
public final class ApplicationProtocol {
  /** Frames on TLS. */
  public static final String FRAMES = "drawbridge/1";

  /** A WebSocket. */
  public static final String HTTP = "http/1.1";

  static final List<String> NAMES = List.of(FRAMES, HTTP);

  private ApplicationProtocol() {}
}
