/**
 * Asks clients to move, paced, and tells how far that is. Called by the process's stop and by
 * directives.
 */
@NullMarked
package io.drawbridge.gateway.drain;

import org.jspecify.annotations.NullMarked;
