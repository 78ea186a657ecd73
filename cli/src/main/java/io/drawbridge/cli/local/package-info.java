/**
 * The local fleet: real processes on loopback addresses, started in dependency order, checked,
 * stopped in reverse. A library for {@code up} and for integration tests, which also kill, pause
 * and restart single processes.
 */
@NullMarked
package io.drawbridge.cli.local;

import org.jspecify.annotations.NullMarked;
