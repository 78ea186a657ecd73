package io.drawbridge.client.discovery;

/**
 * A gateway and the address where it takes clients of one transport.
 *
 * @param verifiedName what its certificate must show; of no meaning without TLS
 */
public record GatewayEndpoint(
    String gateway, String region, String host, int port, String verifiedName) {
  /** One whose certificate shows its host, where there is one. */
  public GatewayEndpoint(String gateway, String region, String host, int port) {
    this(gateway, region, host, port, host);
  }

  @Override
  public String toString() {
    return gateway + " (" + host + ":" + port + ")";
  }
}
