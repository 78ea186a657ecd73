/**
 * What the client does when: greeting, heartbeat, acknowledging pushes, reconnecting, moving. Plain
 * Java without sockets or timers: events and time are handed in, actions go out through {@link
 * io.drawbridge.client.session.Network} and {@link io.drawbridge.client.session.Link}. One thread
 * at a time; nanoseconds count from the client's start.
 */
@NullMarked
package io.drawbridge.client.session;

import org.jspecify.annotations.NullMarked;
