/**
 * What the guarantees mean in terms of records, and whether they hold. {@link
 * io.drawbridge.recorder.check.Checker} lists the invariants. Knows files, no sockets.
 */
@NullMarked
package io.drawbridge.recorder.check;

import org.jspecify.annotations.NullMarked;
