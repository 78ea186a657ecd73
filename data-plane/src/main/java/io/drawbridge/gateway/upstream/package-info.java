/**
 * Client to business: the table of services, business instances with their breakers, and the
 * streams that carry what one pass of an event loop brought as one batch. Streams belong to their
 * loop.
 */
@NullMarked
package io.drawbridge.gateway.upstream;

import org.jspecify.annotations.NullMarked;
