/**
 * The load generator: one process with one event loop that is up to 19,000 clients of the native
 * protocol, in open or closed loop. Several of them make a larger load.
 */
@NullMarked
package io.drawbridge.bench.load;

import org.jspecify.annotations.NullMarked;
