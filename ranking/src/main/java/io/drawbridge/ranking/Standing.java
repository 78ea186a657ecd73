package io.drawbridge.ranking;

import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.Set;

/** Whether a gateway may be given to new clients, and why not. */
public sealed interface Standing {

  /** New clients come here, in proportion to {@code weight}. */
  record Open(double weight) implements Standing {}

  /** New clients come here only while no gateway is open. */
  record LastResort(Kind kind) implements Standing {}

  /** New clients do not come here, whatever happens. */
  record Out(String because) implements Standing {}

  /** Which last resorts come first. */
  enum Kind {
    /** Perhaps lost, but the vanish guard does not believe it: may have room. */
    KEPT,
    /** Alive and without room. */
    FULL
  }

  /** Decides from the snapshot alone; {@code transports} are those the client can use. */
  static Standing of(GatewaySnapshot gateway, Set<Transport> transports) {
    if (gateway.getEndpointsList().stream().noneMatch(e -> transports.contains(e.getTransport()))) {
      return new Out("no endpoint for " + transports);
    }
    return switch (gateway.getState()) {
      case DRAINING -> new Out("draining");
      case RESTARTING -> new Out("restarting");
      case SUSPECT, GONE ->
          gateway.getKept() ? byWeight(gateway) : new Out(lowerCase(gateway.getState()));
      case UP, WARN, OVERLOADED -> byWeight(gateway);
      // A state of a newer control plane: its weight says what to do.
      case PLACEMENT_STATE_UNSPECIFIED, UNRECOGNIZED -> byWeight(gateway);
    };
  }

  private static Standing byWeight(GatewaySnapshot gateway) {
    double weight = gateway.getWeight();
    if (weight > 0 && !Double.isInfinite(weight)) {
      return new Open(weight);
    }
    return new LastResort(gateway.getKept() ? Kind.KEPT : Kind.FULL);
  }

  private static String lowerCase(PlacementState state) {
    return state == PlacementState.GONE ? "gone" : "suspect";
  }
}
