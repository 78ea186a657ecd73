/**
 * The Push service: finds the sessions a push is for, here or on another gateway, and reports their
 * fates. Called on gRPC threads, never blocks; deliveries run on the sessions' loops.
 */
@NullMarked
package io.drawbridge.gateway.push;

import org.jspecify.annotations.NullMarked;
