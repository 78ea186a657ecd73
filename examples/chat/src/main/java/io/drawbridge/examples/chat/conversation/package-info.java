/** From a client's message to the outboxes of its recipients, and from outboxes to pushes. */
@NullMarked
package io.drawbridge.examples.chat.conversation;

import org.jspecify.annotations.NullMarked;
