/**
 * Where directives leave for gateways, and their results come in. Knows nothing of why they are
 * sent: called by the streams of gateways and by the leader's operations.
 */
@NullMarked
package io.drawbridge.controlplane.directive;

import org.jspecify.annotations.NullMarked;
