package io.drawbridge.cli.local;

/** The fleet could not be started; the message is for the user and may have several lines. */
public final class FleetException extends Exception {
  FleetException(String message) {
    super(message);
  }

  FleetException(String message, Throwable cause) {
    super(message, cause);
  }
}
