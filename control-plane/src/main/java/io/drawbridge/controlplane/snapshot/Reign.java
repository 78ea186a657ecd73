package io.drawbridge.controlplane.snapshot;

import java.util.Optional;

/** Who leads the region, asked anew each time. Any thread. */
public interface Reign {
  /** Our epoch while we lead for certain. */
  Optional<Long> ownEpoch();

  /** True if, as far as etcd tells us now, another replica leads. */
  boolean isElsewhere();
}
