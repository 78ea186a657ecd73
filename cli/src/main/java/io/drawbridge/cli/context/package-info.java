/**
 * {@code var/fleet.json}: what the local fleet consists of and how to get in. Written by the
 * launcher, read by every other command.
 */
@NullMarked
package io.drawbridge.cli.context;

import org.jspecify.annotations.NullMarked;
