package io.drawbridge.examples.chat.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The outboxes of all recipients, within their bounds. Threads: one at a time.
 *
 * <p>At a bound nothing is taken and nothing is lost: the sender is told to try again.
 */
public final class Outboxes {
  private final OutboxLimits limits;
  private final LongSupplier randomIds;
  private final Map<String, Outbox> byRecipient = new HashMap<>();
  private long allBytes;

  /**
   * @param randomIds numbers of new outboxes
   */
  public Outboxes(OutboxLimits limits, LongSupplier randomIds) {
    this.limits = limits;
    this.randomIds = randomIds;
  }

  /** Puts the letter into the outbox of every recipient, or of none. */
  public Posting post(Collection<String> recipients, Letter letter, long nowNanos) {
    long needed = (long) letter.size() * recipients.size();
    if (allBytes > 0 && allBytes + needed > limits.allBytes()) {
      return new Posting.Full("outboxes: " + allBytes + " bytes");
    }
    int newcomers = 0;
    for (String recipient : recipients) {
      Outbox outbox = byRecipient.get(recipient);
      if (outbox == null) {
        newcomers++;
      } else if (!outbox.fits(letter, limits)) {
        return new Posting.Full(
            "outbox: " + outbox.messages() + " messages, " + outbox.bytes() + " bytes");
      }
    }
    if (byRecipient.size() + newcomers > limits.recipients()) {
      return new Posting.Full("outboxes: " + byRecipient.size());
    }
    allBytes += needed;
    return new Posting.Posted(
        recipients.stream().map(recipient -> add(recipient, letter, nowNanos)).toList());
  }

  /** A copy's fate, as {@link Outbox#due} handed it out. */
  public void answered(Outbox outbox, long number, Fate fate, long nowNanos) {
    allBytes -= outbox.answered(number, fate, nowNanos);
  }

  /** Forgets idle outboxes; answers how many letters were dropped with unreachable recipients. */
  public int sweep(long nowNanos) {
    List<Outbox> idle =
        byRecipient.values().stream().filter(each -> each.droppable(limits, nowNanos)).toList();
    int dropped = 0;
    for (Outbox outbox : idle) {
      byRecipient.remove(outbox.recipient());
      allBytes -= outbox.bytes();
      dropped += outbox.messages();
      outbox.drop();
    }
    return dropped;
  }

  /** How many outboxes there are. */
  public int size() {
    return byRecipient.size();
  }

  /** Unconfirmed letters in all of them. */
  public int letters() {
    return byRecipient.values().stream().mapToInt(Outbox::messages).sum();
  }

  /** Bytes of all letters in them. */
  public long allBytes() {
    return allBytes;
  }

  private Outbox add(String recipient, Letter letter, long nowNanos) {
    Outbox outbox =
        byRecipient.computeIfAbsent(
            recipient, _ -> new Outbox(recipient, randomIds.getAsLong(), nowNanos));
    outbox.add(letter, nowNanos);
    return outbox;
  }
}
