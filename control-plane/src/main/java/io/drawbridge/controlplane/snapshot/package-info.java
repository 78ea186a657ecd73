/**
 * From the fleet's states and scores to the one snapshot that everybody places clients by: who may
 * make it, when, and what it never does. {@code Region} is the one thread on which fleet, scores
 * and snapshots live; the rest is plain Java.
 */
@NullMarked
package io.drawbridge.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
