/**
 * The HTTP port: REST, live events and the console behind one door, with its access check and
 * headers. Called on Jetty's threads; events are made on one thread and written without blocking.
 */
@NullMarked
package io.drawbridge.controlplane.web;

import org.jspecify.annotations.NullMarked;
