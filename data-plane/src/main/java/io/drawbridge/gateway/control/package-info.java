/**
 * Between this gateway and its region's control plane: the registration's lease, the control
 * streams, reports up, directives down. Everything runs on one thread of its own; the gateway
 * serves clients whether or not anybody answers here.
 */
@NullMarked
package io.drawbridge.gateway.control;

import org.jspecify.annotations.NullMarked;
