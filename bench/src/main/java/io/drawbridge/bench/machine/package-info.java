/**
 * Processes of a bench, and what they and everybody else take of the machine while it runs. Linux:
 * it is read in {@code /proc}.
 */
@NullMarked
package io.drawbridge.bench.machine;

import org.jspecify.annotations.NullMarked;
