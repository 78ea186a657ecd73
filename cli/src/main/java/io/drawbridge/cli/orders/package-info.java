/**
 * Orders to the launcher of a running fleet, such as "kill gw-1": one line over a Unix socket in
 * the fleet's home, answered by one line. The launcher alone acts on processes.
 */
@NullMarked
package io.drawbridge.cli.orders;

import org.jspecify.annotations.NullMarked;
