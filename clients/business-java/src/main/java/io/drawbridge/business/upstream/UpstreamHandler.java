package io.drawbridge.business.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The business's side of upstream messages. Called once for each message, in the order of its lane:
 * the next message of a lane comes after the answer to the last; lanes do not wait for each other.
 *
 * <p>A message may come again only when its answer was refused, late, or forgotten by the {@link
 * LaneStore}.
 *
 * <p>Threads: the stream's, or the one that completed the answer before; a stream's lanes wait for
 * a handler that blocks. An exception, or no answer within {@link UpstreamLimits#answerWithin()},
 * counts as {@code BUSINESS_BUSY}.
 */
@FunctionalInterface
public interface UpstreamHandler {
  CompletionStage<Answer> handle(ClientMessage message);

  /** A handler that answers at once. */
  static UpstreamHandler answering(Function<ClientMessage, Answer> handler) {
    return message -> CompletableFuture.completedFuture(handler.apply(message));
  }
}
