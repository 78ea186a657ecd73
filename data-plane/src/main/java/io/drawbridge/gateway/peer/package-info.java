/**
 * Streams to other gateways: pushes on their last hop, and the table of who they are. Called on
 * gRPC threads and event loops, never blocks.
 */
@NullMarked
package io.drawbridge.gateway.peer;

import org.jspecify.annotations.NullMarked;
