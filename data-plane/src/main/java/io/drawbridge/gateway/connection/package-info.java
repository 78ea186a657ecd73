/**
 * Live client sockets: event loops with their mailboxes, the table of connections, outbound bound
 * and keep-alive sweep. Everything of a connection belongs to its event loop; other threads reach
 * it through the loop's mailbox only.
 */
@NullMarked
package io.drawbridge.gateway.connection;

import org.jspecify.annotations.NullMarked;
