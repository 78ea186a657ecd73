/**
 * A region's policies: their versions, what is in force on which gateway, how a version comes into
 * force and what a document would do. Starting points: {@link
 * io.drawbridge.controlplane.policy.PolicyDesk} for what people ask, {@link
 * io.drawbridge.controlplane.policy.PolicyBook} for what stands.
 */
@NullMarked
package io.drawbridge.controlplane.policy;

import org.jspecify.annotations.NullMarked;
