package io.drawbridge.controlplane.resources;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Endpoint;
import java.util.List;

/** Where clients reach a gateway, and what they speak there. */
public record EndpointDocument(String host, int port, String transport) {
  static List<EndpointDocument> all(List<Endpoint> endpoints) {
    return endpoints.stream().map(EndpointDocument::of).toList();
  }

  private static EndpointDocument of(Endpoint endpoint) {
    return new EndpointDocument(
        endpoint.getHost(), endpoint.getPort(), endpoint.getTransport().name());
  }

  /** host:port; the same for all that is spoken on one port. */
  String address() {
    return new HostPort(host, port).toString();
  }
}
