package io.drawbridge.gateway;

import io.drawbridge.gateway.peer.PeerLinks;
import io.drawbridge.process.operations.Health;

/** Everything between this gateway and its region's control plane. */
final class FleetSide implements AutoCloseable {
  FleetSide(GatewayConfig config, Shared shared, ClientSide clients, PeerLinks peers) {}

  void start(Health health) {}

  void stateChanged() {}

  @Override
  public void close() {}
}
