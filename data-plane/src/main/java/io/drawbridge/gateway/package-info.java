/**
 * The process: configuration, and {@code Gateway}, which makes, starts, drains and stops the parts.
 */
@NullMarked
package io.drawbridge.gateway;

import org.jspecify.annotations.NullMarked;
