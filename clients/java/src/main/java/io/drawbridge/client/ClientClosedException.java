package io.drawbridge.client;

/** The client ended before the message was acknowledged. */
public final class ClientClosedException extends SendException {
  private static final long serialVersionUID = 1;

  private final boolean mayHaveArrived;

  ClientClosedException(boolean mayHaveArrived) {
    super(
        mayHaveArrived
            ? "client closed; the message was sent, its fate is unknown"
            : "client closed; the message was not taken");
    this.mayHaveArrived = mayHaveArrived;
  }

  /** True: it was sent and the business may have it. False: nobody has it. */
  public boolean mayHaveArrived() {
    return mayHaveArrived;
  }
}
