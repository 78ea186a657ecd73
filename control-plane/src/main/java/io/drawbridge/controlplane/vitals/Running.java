package io.drawbridge.controlplane.vitals;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Vitals;

/**
 * The newest process of a gateway that is attached.
 *
 * @param registration as it stands in the first report of its stream
 * @param state as it said last
 * @param vitals its newest reports together
 */
public record Running(GatewayRegistration registration, GatewayState state, Vitals vitals) {
  public String gateway() {
    return registration.getGateway();
  }

  public boolean isServing() {
    return state == GatewayState.SERVING;
  }
}
