/**
 * Answers as a pure function of the snapshot's generation and what is known of the client: equal on
 * every replica, made once, served many times as ready bytes. Safe from any thread, never blocks.
 * Starting point: {@link io.drawbridge.ipconfig.answers.Answers}.
 */
@NullMarked
package io.drawbridge.ipconfig.answers;

import org.jspecify.annotations.NullMarked;
