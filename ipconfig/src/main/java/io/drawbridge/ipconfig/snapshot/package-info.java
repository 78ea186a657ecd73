/**
 * The fleet as the control plane last told it: streams from every replica, the newest generation in
 * force, a copy on disk to start from, and what is told back. Readers take {@link
 * io.drawbridge.ipconfig.snapshot.Snapshots#inForce} on any thread.
 */
@NullMarked
package io.drawbridge.ipconfig.snapshot;

import org.jspecify.annotations.NullMarked;
