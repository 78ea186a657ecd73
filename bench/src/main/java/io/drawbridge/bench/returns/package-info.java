/**
 * Clients that lose their gateway and come back as the client libraries do, or as a naive one does;
 * and clients beside them that are asked how they fare. A process, started by {@code bench.run};
 * all its clients are on one event loop.
 */
@NullMarked
package io.drawbridge.bench.returns;

import org.jspecify.annotations.NullMarked;
