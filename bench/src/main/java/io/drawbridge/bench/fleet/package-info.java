/**
 * A fleet without gateways: control planes as they are delivered with real etcds, and a process
 * that is many gateways (leases, control streams, reports) and many subscribers at once.
 */
@NullMarked
package io.drawbridge.bench.fleet;

import org.jspecify.annotations.NullMarked;
