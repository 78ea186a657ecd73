package io.drawbridge.gateway.peer;

import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.proto.peer.v1.DisconnectOutcome;
import java.util.concurrent.CompletableFuture;

/** Sessions that other gateways and regions say are to end. On gRPC threads; must not block. */
public interface DisconnectRequests {
  /** Ends those that it concerns, here or in the whole region; the answer never fails. */
  CompletableFuture<DisconnectOutcome> disconnect(DisconnectOrder order);
}
