package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the leader sees of gateways and of those who place clients. Any thread; never blocks. */
interface Sight {
  /** Registered, attached, or gone for less than a minute. */
  boolean isKnown(String gateway);

  boolean isAttached(String gateway);

  /** Its newest process that is attached. */
  Optional<Running> process(String gateway);

  /** Neither attached nor registered. */
  boolean isGone(String gateway);

  /** The newest process of each gateway that is attached. */
  List<Running> attached();

  /** Gateways that are registered, or were until a moment ago, attached or not. */
  Set<String> known();

  /** The snapshot in force, if by it nobody is sent to the gateway. */
  Optional<Generation> outOfPlacement(String gateway);

  /** Everybody who places clients applies this snapshot or a newer one. */
  boolean isApplied(Generation generation);
}
