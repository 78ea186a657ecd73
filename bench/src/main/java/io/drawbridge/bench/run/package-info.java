/**
 * The benches: each puts load on a gateway and, in the same run, on the yardsticks, and makes
 * figures of what they used. One run has the machine at a time.
 */
@NullMarked
package io.drawbridge.bench.run;

import org.jspecify.annotations.NullMarked;
