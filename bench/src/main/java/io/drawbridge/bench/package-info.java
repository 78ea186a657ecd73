/**
 * {@code ./drawbridge bench}: load on a gateway and on what it is compared with, and the figures
 * that come of it.
 */
@NullMarked
package io.drawbridge.bench;

import org.jspecify.annotations.NullMarked;
