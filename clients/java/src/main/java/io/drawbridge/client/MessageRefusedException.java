package io.drawbridge.client;

import io.drawbridge.proto.client.v1.NackReason;

/** The gateway or the business will never take this message. */
public final class MessageRefusedException extends SendException {
  private static final long serialVersionUID = 1;

  private final NackReason reason;
  private final boolean mayHaveArrived;

  MessageRefusedException(NackReason reason, String text, boolean mayHaveArrived) {
    super(text.isEmpty() ? reason.name() : reason.name() + ": " + text);
    this.reason = reason;
    this.mayHaveArrived = mayHaveArrived;
  }

  /**
   * False, nearly always: nobody has it. True: it was refused when it was sent again, and its fate
   * on an earlier connection is unknown.
   */
  public boolean mayHaveArrived() {
    return mayHaveArrived;
  }

  public NackReason reason() {
    return reason;
  }
}
