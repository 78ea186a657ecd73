/**
 * Tokens that do not count any more: what stands in this region, and the making of a revocation in
 * all regions. Plain Java: doors to etcd and to other regions are handed in.
 */
@NullMarked
package io.drawbridge.controlplane.revocation;

import org.jspecify.annotations.NullMarked;
