/**
 * What one process shares with the others through etcd: leases, watches, leadership, documents.
 * Nothing else in Drawbridge knows etcd's API. Each lease, watch and campaign runs on one thread of
 * its own, repairs itself for as long as it is open, and never blocks its caller on the network.
 */
@NullMarked
package io.drawbridge.coordination;

import org.jspecify.annotations.NullMarked;
