package io.drawbridge.client.discovery;

/** A gateway and the address where it takes plain TCP clients. */
public record GatewayEndpoint(String gateway, String region, String host, int port) {
  @Override
  public String toString() {
    return gateway + " (" + host + ":" + port + ")";
  }
}
