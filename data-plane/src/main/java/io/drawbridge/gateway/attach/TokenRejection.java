package io.drawbridge.gateway.attach;

/** Ends the reading of a token; its text becomes that of {@link TokenVerdict.Rejected}. */
final class TokenRejection extends Exception {
  private static final long serialVersionUID = 1;

  private final String text;
  private final boolean expired;

  TokenRejection(String text) {
    this(text, false);
  }

  private TokenRejection(String text, boolean expired) {
    super(text, null, false, false); // no stack trace: a client can cause any number of these
    this.text = text;
    this.expired = expired;
  }

  /** For a genuine token whose time is over. */
  static TokenRejection expired(String text) {
    return new TokenRejection(text, true);
  }

  TokenVerdict verdict() {
    return expired ? new TokenVerdict.Expired(text) : new TokenVerdict.Rejected(text);
  }

  String text() {
    return text;
  }
}
