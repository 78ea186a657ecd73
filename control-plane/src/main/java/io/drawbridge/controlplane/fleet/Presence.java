package io.drawbridge.controlplane.fleet;

/** What this replica knows of a gateway's life. */
public enum Presence {
  /** Registered, and not heard by this replica yet. */
  UNHEARD,
  /** Attached, and not taking clients yet. */
  STARTING,
  /** Attached and taking clients. */
  SERVING,
  /** Attached, and asked or asking its clients to move. */
  DRAINING,
  /** Its control stream is lost, its lease is not. */
  SUSPECT,
  /** Neither stream nor lease. */
  GONE;

  /** True if nothing is heard of a gateway that should be heard of. */
  public boolean isLost() {
    return this == SUSPECT || this == GONE;
  }
}
