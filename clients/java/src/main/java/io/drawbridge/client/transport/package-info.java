/**
 * Netty: sockets for frames and for HTTP. Handlers only translate between the socket and {@link
 * io.drawbridge.client.session.Lifecycle}. Everything runs on the client's one event loop; names
 * are resolved elsewhere.
 */
@NullMarked
package io.drawbridge.client.transport;

import org.jspecify.annotations.NullMarked;
