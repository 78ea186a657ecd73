/**
 * REST: thin JAX-RS resources below {@code /api/v1}, their JSON, and the one form of error answers.
 * Called on Jetty's threads; asks the fleet's thread for one consistent view per request.
 */
@NullMarked
package io.drawbridge.controlplane.resources;

import org.jspecify.annotations.NullMarked;
