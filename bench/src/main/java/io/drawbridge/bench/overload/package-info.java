/**
 * A business with a known capacity, clients that offer it more than that, and what became of their
 * messages. Two processes, started by {@code bench.run}; each client loop is one thread.
 */
@NullMarked
package io.drawbridge.bench.overload;

import org.jspecify.annotations.NullMarked;
