package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PolicyState;
import java.util.Optional;

/**
 * A gateway at one moment.
 *
 * @param registration of its newest process
 * @param leased that registration stands in etcd
 * @param lostNanos since when it is lost, by the nano clock; 0 unless {@link Presence#isLost()}
 * @param wasDraining it said so before it was lost: then losing it was meant
 * @param processes how many of its processes are attached: 2 during a hot restart
 * @param load the newest, of all its attached processes together
 * @param policies what its newest process has made of them
 * @param reportAgeNanos of the newest report; empty if there was none
 */
public record GatewayStatus(
    String id,
    GatewayRegistration registration,
    boolean leased,
    Presence presence,
    long lostNanos,
    boolean wasDraining,
    int processes,
    Optional<Load> load,
    PolicyState policies,
    Optional<Long> reportAgeNanos) {}
