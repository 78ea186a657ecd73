/**
 * What waits for each recipient, in order, until the recipient's client has it. Plain Java: time is
 * handed in, pushing is somebody else's.
 */
@NullMarked
package io.drawbridge.examples.chat.outbox;

import org.jspecify.annotations.NullMarked;
