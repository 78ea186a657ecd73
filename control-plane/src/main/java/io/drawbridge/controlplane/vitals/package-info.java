/**
 * What the processes of gateways told last of themselves, for those who decide about restarts. Told
 * by control streams, on their threads; read on any.
 */
@NullMarked
package io.drawbridge.controlplane.vitals;

import org.jspecify.annotations.NullMarked;
