package io.drawbridge.business.upstream;

import java.util.concurrent.CompletionStage;

/**
 * A business's database, as far as its messages are concerned: it makes a message's effect and its
 * lane's progress one change. All instances of the business share it.
 *
 * <p>Threads: any, at the same time for different lanes; for one lane too when several instances
 * have it, so the change is a transaction, a script, a compare-and-set.
 *
 * @param <E> an effect as the database understands it: arguments of a script, work on a connection
 */
@FunctionalInterface
public interface EffectStore<E> {
  /**
   * Compares the step with what is remembered of its lane ({@link LaneStep#against}); only when it
   * is new, the effect and {@link LaneStep#progress()} become durable together.
   *
   * <p>Fails when nothing changed or nobody knows: the message is refused as busy and comes again.
   */
  CompletionStage<LaneStep.Verdict> applyOnce(LaneStep step, E effect);
}
