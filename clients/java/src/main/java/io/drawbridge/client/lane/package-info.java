/**
 * Lanes: numbered queues of messages to one service each, kept until the gateway has acknowledged
 * them. Plain Java without sockets; one thread at a time, time is handed in.
 */
@NullMarked
package io.drawbridge.client.lane;

import org.jspecify.annotations.NullMarked;
