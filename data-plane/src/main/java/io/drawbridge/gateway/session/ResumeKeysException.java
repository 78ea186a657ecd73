package io.drawbridge.gateway.session;

/** A resume-keys file cannot be used; the message names line and expectation, no key text. */
public final class ResumeKeysException extends Exception {
  private static final long serialVersionUID = 1;

  ResumeKeysException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
