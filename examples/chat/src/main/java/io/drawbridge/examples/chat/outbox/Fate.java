package io.drawbridge.examples.chat.outbox;

/** What became of a pushed copy, as far as an outbox cares. */
public enum Fate {
  /** The recipient's clients have it. */
  DELIVERED,
  /** Not now: nobody there, nobody reachable, or nobody knows. */
  TRY_AGAIN,
  /** The recipient is there and takes no more for the moment. */
  TRY_AGAIN_SOON,
  /** It can never be delivered. */
  UNDELIVERABLE
}
