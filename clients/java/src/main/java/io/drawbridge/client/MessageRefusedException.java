package io.drawbridge.client;

import io.drawbridge.proto.client.v1.NackReason;

/** The gateway or the business will never take this message; it has not been taken. */
public final class MessageRefusedException extends SendException {
  private static final long serialVersionUID = 1;

  private final NackReason reason;

  MessageRefusedException(NackReason reason, String text) {
    super(text.isEmpty() ? reason.name() : reason.name() + ": " + text);
    this.reason = reason;
  }

  public NackReason reason() {
    return reason;
  }
}
