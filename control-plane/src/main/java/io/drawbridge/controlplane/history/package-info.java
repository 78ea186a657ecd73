/**
 * What each gateway did and what it was given, second by second for the last quarter of an hour, so
 * that a weight of some minutes ago can be explained. Written by the fleet's thread, read by any.
 */
@NullMarked
package io.drawbridge.controlplane.history;

import org.jspecify.annotations.NullMarked;
