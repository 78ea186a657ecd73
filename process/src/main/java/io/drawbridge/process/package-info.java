/**
 * What every Drawbridge process does alike, in {@link io.drawbridge.process.ProcessMain}: read the
 * configuration or say what is wrong with it, open the operations port, start, stop within a bound.
 */
@NullMarked
package io.drawbridge.process;

import org.jspecify.annotations.NullMarked;
