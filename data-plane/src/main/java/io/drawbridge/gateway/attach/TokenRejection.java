package io.drawbridge.gateway.attach;

/** Ends the reading of a token; its text becomes that of {@link TokenVerdict.Rejected}. */
final class TokenRejection extends Exception {
  private static final long serialVersionUID = 1;

  private final String text;

  TokenRejection(String text) {
    super(text, null, false, false); // no stack trace: a client can cause any number of these
    this.text = text;
  }

  String text() {
    return text;
  }
}
