package io.drawbridge.examples.chat.outbox;

import java.util.List;

/** Whether a letter found room. */
public sealed interface Posting {
  /** It did, in these outboxes; what they have {@linkplain Outbox#due due} can be pushed. */
  record Posted(List<Outbox> outboxes) implements Posting {}

  /**
   * A bound is reached; nothing was taken.
   *
   * @param what the bound and how far it is used, for people
   */
  record Full(String what) implements Posting {}
}
