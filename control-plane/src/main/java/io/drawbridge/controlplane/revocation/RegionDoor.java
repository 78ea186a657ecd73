package io.drawbridge.controlplane.revocation;

import io.drawbridge.proto.control.v1.Revocation;
import org.jspecify.annotations.Nullable;

/** Where a revocation is put into force: one region. Blocks for seconds at most. */
@FunctionalInterface
public interface RegionDoor {
  /**
   * Returns when the region's gateways will hear of it. Twice is as good as once.
   *
   * @throws Unreachable if that is not certain
   */
  void revoke(Revocation revocation) throws Unreachable;

  /** The region may not know of the revocation. */
  final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    /** {@code why} in one line, for operators. */
    public Unreachable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
