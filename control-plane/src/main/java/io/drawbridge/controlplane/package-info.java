/**
 * One control-plane replica: its configuration, and how its parts are wired, started and stopped.
 */
@NullMarked
package io.drawbridge.controlplane;

import org.jspecify.annotations.NullMarked;
