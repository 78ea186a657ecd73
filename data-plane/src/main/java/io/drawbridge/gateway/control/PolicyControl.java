package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.PolicySet;
import java.util.Optional;

/** The gateway's policies as the control plane sees them. Called on the fleet thread. */
public interface PolicyControl {
  /** None, ever. */
  PolicyControl NONE =
      new PolicyControl() {
        @Override
        public Optional<String> apply(long fleetGeneration, PolicySet set) {
          return Optional.of("this gateway takes no policies");
        }

        @Override
        public void tell(GatewayReport.Builder report) {}
      };

  /**
   * Puts a set in force, whole or not at all, unless a newer one is.
   *
   * @return why nothing of it is in force; empty = it is, or a newer one is
   */
  Optional<String> apply(long fleetGeneration, PolicySet set);

  /** Adds what was made of policies and of messages. */
  void tell(GatewayReport.Builder report);
}
