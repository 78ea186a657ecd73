/**
 * What operators have the region do: recorded in etcd, carried out step by step by the leader, gone
 * on with by the next one from the recorded step. Decisions are plain Java; the engine runs on one
 * thread of its own.
 */
@NullMarked
package io.drawbridge.controlplane.operation;

import org.jspecify.annotations.NullMarked;
