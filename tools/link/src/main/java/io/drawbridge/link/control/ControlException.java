package io.drawbridge.link.control;

/** A control file that makes no sense; the message names line, offender and expectation. */
public final class ControlException extends Exception {
  public ControlException(String message) {
    super(message);
  }
}
