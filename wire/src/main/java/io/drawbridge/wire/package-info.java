/**
 * The client protocol's frames: reading, writing, types, flags and close reasons. Netty buffers
 * only; bodies that are protocol buffers are bytes here. Called on event loops of gateways, SDKs
 * and load generators; nothing here blocks, and reading or writing a frame allocates nothing.
 */
@NullMarked
package io.drawbridge.wire;

import org.jspecify.annotations.NullMarked;
