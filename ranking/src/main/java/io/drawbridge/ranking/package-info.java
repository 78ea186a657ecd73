/**
 * Who should connect where: pure functions of a fleet snapshot and a device's bucket, equal on
 * every replica. No clock, no input or output, no state; safe from any thread. Starting points:
 * {@link io.drawbridge.ranking.Placement} for snapshots, {@link
 * io.drawbridge.ranking.CandidatePool} below.
 */
@NullMarked
package io.drawbridge.ranking;

import org.jspecify.annotations.NullMarked;
