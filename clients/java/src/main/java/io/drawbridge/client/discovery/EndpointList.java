package io.drawbridge.client.discovery;

import java.time.Duration;
import java.util.List;

/**
 * ipconfig's answer: gateways, best first, at least one.
 *
 * @param generation of the fleet snapshot it was made from, for people
 * @param timeToLive after this it is better to ask again than to trust it
 */
public record EndpointList(
    String generation, Duration timeToLive, List<GatewayEndpoint> endpoints, ConnectHints hints) {
  public EndpointList {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("endpoints: none (expected: at least one)");
    }
  }
}
