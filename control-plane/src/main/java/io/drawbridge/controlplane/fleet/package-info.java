/**
 * Which gateways there are and what they say: registrations from etcd joined with the control
 * streams of this replica. Plain Java on one thread, the fleet's; time is handed in.
 */
@NullMarked
package io.drawbridge.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
