package io.drawbridge.controlplane.vitals;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of the gateways attached to this replica. Of two processes of one gateway the newer
 * counts. Threads: any; never blocks.
 */
public final class Processes {
  private final Map<String, GatewayRegistration> newest = new ConcurrentHashMap<>();

  /** A process is attached. */
  public void heard(GatewayRegistration from) {
    newest.merge(
        from.getGateway(),
        from,
        (before, next) ->
            Long.compareUnsigned(next.getGeneration(), before.getGeneration()) >= 0
                ? next
                : before);
  }

  /** A process's stream is over. */
  public void left(GatewayRegistration who) {
    newest.computeIfPresent(
        who.getGateway(),
        (_, known) -> known.getGeneration() == who.getGeneration() ? null : known);
  }

  /** The newest process of a gateway, as it registered; empty = none is attached. */
  public Optional<GatewayRegistration> find(String gateway) {
    return Optional.ofNullable(newest.get(gateway));
  }
}
