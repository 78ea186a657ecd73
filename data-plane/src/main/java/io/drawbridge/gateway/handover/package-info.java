/**
 * Hot restart: the old process hands listeners, connections and sessions to the new one over a Unix
 * socket. {@code Predecessor} is the old process's side, {@code Successor} the new one's.
 */
@NullMarked
package io.drawbridge.gateway.handover;

import org.jspecify.annotations.NullMarked;
