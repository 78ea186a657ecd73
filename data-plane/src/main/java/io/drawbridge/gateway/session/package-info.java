/**
 * Who is connected: identity, upstream lanes, downstream window, and the index from user to
 * sessions. Lanes and windows are plain state machines without sockets or clocks. A session belongs
 * to its loop; the index is for all threads.
 */
@NullMarked
package io.drawbridge.gateway.session;

import org.jspecify.annotations.NullMarked;
