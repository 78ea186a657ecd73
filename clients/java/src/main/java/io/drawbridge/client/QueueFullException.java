package io.drawbridge.client;

/** The client's queue is full; the message was not taken. Send it again later. */
public final class QueueFullException extends SendException {
  private static final long serialVersionUID = 1;

  QueueFullException(String message) {
    super(message);
  }
}
