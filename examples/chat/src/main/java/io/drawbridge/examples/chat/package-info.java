/**
 * A small real chat business: one-to-one and group messages over the gateways' two gRPC services.
 * {@link io.drawbridge.examples.chat.Chat} shows how little code that takes; {@code outbox} is
 * where the work is.
 */
@NullMarked
package io.drawbridge.examples.chat;

import org.jspecify.annotations.NullMarked;
