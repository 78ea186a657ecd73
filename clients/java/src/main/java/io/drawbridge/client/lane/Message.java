package io.drawbridge.client.lane;

import org.jspecify.annotations.Nullable;

/** A message from its number to its acknowledgement. Without an outcome it is a void. */
final class Message {
  private static final byte[] NO_BODY = {};

  final long seq;
  private byte[] body;
  private @Nullable Outcome outcome;
  private boolean sentBefore;
  private boolean unanswered;
  private boolean fateUnknown;

  Message(long seq, byte[] body, Outcome outcome) {
    this.seq = seq;
    this.body = body;
    this.outcome = outcome;
  }

  int bytes() {
    return body.length;
  }

  boolean isVoid() {
    return outcome == null;
  }

  Upstream send(int service) {
    Upstream frame = new Upstream(service, seq, body, isVoid(), sentBefore);
    sentBefore = true;
    unanswered = true;
    return frame;
  }

  /** The gateway has not taken what was sent last. */
  void notTaken() {
    unanswered = false;
  }

  /** The connection is gone: if there was no answer, nobody will ever know. */
  void lost() {
    fateUnknown |= unanswered;
    unanswered = false;
  }

  /** True: it was sent, and not every time was it refused. */
  boolean mayBeTaken() {
    return fateUnknown || unanswered;
  }

  void acknowledge() {
    if (outcome != null) {
      outcome.acknowledged(seq);
    }
  }

  /** Tells the outcome that nobody will know more. */
  void abandon() {
    if (outcome != null) {
      outcome.abandoned(mayBeTaken());
    }
  }

  /** Tells the outcome and gives the number up; the rest of the lane still needs the number. */
  void refuse(Refusal refusal) {
    Outcome told = outcome;
    outcome = null;
    body = NO_BODY;
    if (told != null) {
      told.refused(refusal, mayBeTaken());
    }
  }
}
