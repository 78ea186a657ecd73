package io.drawbridge.examples.chat.conversation;

import io.drawbridge.business.push.PushResult;
import io.drawbridge.examples.chat.outbox.Fate;
import io.drawbridge.proto.business.v1.Outcome;

/** What the outcomes in a recipient's sessions mean for a letter. */
final class Fates {
  private Fates() {}

  /**
   * One device that has it is enough, unless another is there and full. A device that cannot be
   * reached at that moment may miss the letter: a business that minds uses DURABLE pushes.
   */
  static Fate of(PushResult result) {
    if (result.any(Outcome.INVALID_PUSH)) {
      return Fate.UNDELIVERABLE;
    }
    if (result.any(Outcome.SLOW_CONSUMER)) {
      return Fate.TRY_AGAIN_SOON;
    }
    return result.any(Outcome.DELIVERED) ? Fate.DELIVERED : Fate.TRY_AGAIN;
  }
}
