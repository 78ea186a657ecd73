package io.drawbridge.business.push;

/** Where a gateway's gRPC services listen. */
public record GatewayAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;

  public GatewayAddress {
    if (host.isBlank() || port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "gateway: " + host + ":" + port + " (expected: a host and a port from 1 to 65535)");
    }
  }

  /** Reads {@code host:port}; an IPv6 address stands in brackets. */
  public static GatewayAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(0, colon));
      return new GatewayAddress(
          host.replaceAll("^\\[|]$", ""), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("gateway: " + text + " (expected: host:port)", notANumber);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
