package io.drawbridge.business.upstream;

/**
 * One message's place in its lane: what a business compares with its own database, and writes
 * there, in the same transaction as the message's effect. Then a message has its effect once,
 * whichever process dies when, and however many instances share the database.
 *
 * <pre>{@code
 * LaneProgress known = transaction.read(step.lane());    // locked, LaneProgress.NONE if there is none
 * Verdict verdict = step.against(known);
 * if (verdict == Verdict.NEW) {
 *   transaction.change(...);                             // the effect
 *   transaction.write(step.lane(), step.progress());
 * }
 * transaction.commit();
 * return verdict.answer();                               // only after the commit
 * }</pre>
 *
 * @param connectNumber of the connection that brought it, unsigned 32 bits
 * @param seq number in the lane, from 1; numbers that the client gave up are missing
 */
public record LaneStep(LaneKey lane, long connectNumber, long seq) {
  /** Whether the message may have its effect, given what is known of its lane. */
  public Verdict against(LaneProgress known) {
    if (connectNumber < known.connectNumber()) {
      return Verdict.OVERTAKEN;
    }
    return seq <= known.acceptedTo() ? Verdict.REPEAT : Verdict.NEW;
  }

  /** What is known of the lane once the message had its effect; only after {@link Verdict#NEW}. */
  public LaneProgress progress() {
    return new LaneProgress(connectNumber, seq);
  }

  /** What a business does with a message. */
  public enum Verdict {
    /** It has its effect now. */
    NEW,
    /** It had its effect before: it is accepted, and nothing is done. */
    REPEAT,
    /** The client has connected again since: it comes from a gateway that was cut off. */
    OVERTAKEN;

    /** What the gateway is told, unless there is more to say: a reply, say. */
    public Answer answer() {
      return this == OVERTAKEN ? Answer.overtaken() : Answer.accepted();
    }
  }
}
