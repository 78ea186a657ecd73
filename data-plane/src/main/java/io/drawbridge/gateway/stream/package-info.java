/**
 * Turns messages from many threads into batches on one gRPC stream. Plain Java over gRPC's
 * observers, never blocks.
 */
@NullMarked
package io.drawbridge.gateway.stream;

import org.jspecify.annotations.NullMarked;
