/**
 * Streams to other gateways and regions: pushes on their way, what is asked of other regions'
 * directories, and the marks that say what is owed to them. Called on gRPC threads and event loops,
 * never blocks.
 */
@NullMarked
package io.drawbridge.gateway.peer;

import org.jspecify.annotations.NullMarked;
