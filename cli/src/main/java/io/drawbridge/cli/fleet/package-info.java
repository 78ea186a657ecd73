/**
 * Commands about any fleet, by the REST API of its control planes: the local one's, whose addresses
 * and token are in {@code var/fleet.json}, or one that is named.
 */
@NullMarked
package io.drawbridge.cli.fleet;

import org.jspecify.annotations.NullMarked;
