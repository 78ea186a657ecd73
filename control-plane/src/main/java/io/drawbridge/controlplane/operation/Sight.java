package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.Optional;

/** What the leader sees of gateways and of those who place clients. Any thread; never blocks. */
interface Sight {
  /** Registered, attached, or gone for less than a minute. */
  boolean isKnown(String gateway);

  boolean isAttached(String gateway);

  /** Its newest process that is attached, as it registered. */
  Optional<GatewayRegistration> process(String gateway);

  /** Neither attached nor registered. */
  boolean isGone(String gateway);

  /** The snapshot in force, if by it nobody is sent to the gateway. */
  Optional<Generation> outOfPlacement(String gateway);

  /** Everybody who places clients applies this snapshot or a newer one. */
  boolean isApplied(Generation generation);
}
