/**
 * Decides what is worked on when not everything can be: the least important messages are refused
 * first, each with an answer. Plain Java, without network.
 */
@NullMarked
package io.drawbridge.gateway.overload;

import org.jspecify.annotations.NullMarked;
