/**
 * The client door: accepting sockets, whose they are, the transport by the first byte, the
 * connection cap. What is refused here is closed without a word. Event loop.
 */
@NullMarked
package io.drawbridge.gateway.listen;

import org.jspecify.annotations.NullMarked;
