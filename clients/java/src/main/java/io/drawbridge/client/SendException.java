package io.drawbridge.client;

/** Why a message is not acknowledged: one of the subclasses. */
public abstract sealed class SendException extends RuntimeException
    permits QueueFullException, MessageRefusedException, ClientClosedException {
  private static final long serialVersionUID = 1;

  SendException(String message) {
    super(message, null, false, false);
  }
}
