/**
 * WebSocket as a transport: the HTTP/1.1 upgrade, then messages to bytes and back, by RFC 6455 and
 * nothing beyond it. Knows nothing of what the bytes mean. Used by the door; event loop.
 */
@NullMarked
package io.drawbridge.gateway.websocket;

import org.jspecify.annotations.NullMarked;
