/**
 * Clients that do not dial again whatever happens to their gateway, half of them with messages that
 * are followed one by one; and others that come and go meanwhile. Processes, started by {@code
 * bench.run}; all clients of one are on one event loop.
 */
@NullMarked
package io.drawbridge.bench.handover;

import org.jspecify.annotations.NullMarked;
