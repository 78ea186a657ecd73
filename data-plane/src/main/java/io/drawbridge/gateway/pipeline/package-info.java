/** Netty handlers in order, each only translating: bytes to frames, frames to calls. Event loop. */
@NullMarked
package io.drawbridge.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
