/**
 * Benchmarks of single classes by JMH: nanoseconds, and with its profiler {@code gc} bytes, of what
 * a gateway does for each frame, connection or second.
 */
@NullMarked
package io.drawbridge.bench.micro;

import org.jspecify.annotations.NullMarked;
