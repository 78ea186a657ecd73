package io.drawbridge.wire;

/**
 * The other side sent something it must not. The connection ends with {@link #reason}; the message
 * names offender and expectation. Has no stack trace: it is made of hostile input, possibly often.
 */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final CloseReason reason;

  public ProtocolViolation(CloseReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The reason to close with. */
  public CloseReason reason() {
    return reason;
  }
}
