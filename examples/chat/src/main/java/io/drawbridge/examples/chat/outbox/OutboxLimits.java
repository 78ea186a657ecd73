package io.drawbridge.examples.chat.outbox;

import java.time.Duration;

/**
 * Bounds of all outboxes together and of each.
 *
 * @param messages unconfirmed letters for one recipient
 * @param bytes the same in bytes; a letter of any size fits when there is no other
 * @param recipients outboxes
 * @param allBytes bytes in all outboxes; a group's letter counts once for each recipient
 * @param dropEmptyAfter an outbox without letters is forgotten after this
 * @param dropUnreachableAfter an outbox with letters, none of which was delivered for so long, is
 *     dropped with them
 */
public record OutboxLimits(
    int messages,
    long bytes,
    int recipients,
    long allBytes,
    Duration dropEmptyAfter,
    Duration dropUnreachableAfter) {
  /** An empty outbox costs about 300 bytes; 30 MB at the bound. */
  private static final int RECIPIENTS = 100_000;

  /** Longer than a reconnect, so that a conversation keeps its numbers. */
  private static final Duration DROP_EMPTY_AFTER = Duration.ofMinutes(10);

  /** This example has no disk; a mailbox would be the place for longer. */
  private static final Duration DROP_UNREACHABLE_AFTER = Duration.ofHours(24);

  /** The given bounds for one recipient; all together take at most half of the heap. */
  public static OutboxLimits of(int messages, long bytes) {
    return new OutboxLimits(
        messages,
        bytes,
        RECIPIENTS,
        Runtime.getRuntime().maxMemory() / 2,
        DROP_EMPTY_AFTER,
        DROP_UNREACHABLE_AFTER);
  }
}
