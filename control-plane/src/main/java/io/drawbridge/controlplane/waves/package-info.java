/**
 * How the gateways of a region are restarted in waves: who is next, what must hold before more
 * follow, and what is taken back when it does not. Pure; called on the operations' thread.
 */
@NullMarked
package io.drawbridge.controlplane.waves;

import org.jspecify.annotations.NullMarked;
