package io.drawbridge.process.config;

import java.net.InetSocketAddress;

/**
 * A TCP address as written: {@code 127.1.1.1:7000}, {@code gw-1.example:7000}, {@code [::1]:7000}.
 *
 * @param host name or literal address, without brackets
 * @param port 0 to 65535; 0 lets the system choose where that makes sense
 */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: empty (expected: a name or an address)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /** Reads {@code host:port}. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.indexOf(':') >= 0 && !bracketed)) {
      throw notAnAddress(text);
    }
    try {
      return new HostPort(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException _) {
      throw notAnAddress(text);
    }
  }

  /** Looks the host up now; unresolved if the name is unknown. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "address: " + text + " (expected: host:port such as 127.1.1.1:7000)");
  }
}
