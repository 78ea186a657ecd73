/**
 * Which gateway each user's sessions are on, kept in a region's Redis. Used by attach (write,
 * remove) and push (find). Asynchronous: nothing here waits, answers come on a Redis thread.
 */
@NullMarked
package io.drawbridge.gateway.directory;

import org.jspecify.annotations.NullMarked;
