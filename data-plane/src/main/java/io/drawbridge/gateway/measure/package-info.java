/**
 * What this gateway does, in numbers. Each event loop writes its own counters without locks; one
 * reporting thread sums them over an interval, and anyone may read what came together. Plain Java,
 * used by every other package.
 */
@NullMarked
package io.drawbridge.gateway.measure;

import org.jspecify.annotations.NullMarked;
