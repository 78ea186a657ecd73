/**
 * The client door: accepting sockets, the first handler on them, the connection cap. Event loop.
 */
@NullMarked
package io.drawbridge.gateway.listen;

import org.jspecify.annotations.NullMarked;
