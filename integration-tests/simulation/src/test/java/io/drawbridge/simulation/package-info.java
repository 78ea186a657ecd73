/**
 * The whole message path in one thread and virtual time: production clients and gateways over a
 * network, businesses and faults drawn from one seed. Sockets, peers, the directory and the
 * business's database are simulated; what decides is production code.
 */
@NullMarked
package io.drawbridge.simulation;

import org.jspecify.annotations.NullMarked;
