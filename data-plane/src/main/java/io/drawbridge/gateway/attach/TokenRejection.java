package io.drawbridge.gateway.attach;

import org.jspecify.annotations.Nullable;

/** Ends the reading of a token; its text becomes that of {@link TokenVerdict.Rejected}. */
final class TokenRejection extends Exception {
  private static final long serialVersionUID = 1;

  private final String text;
  private final transient @Nullable TokenIdentity expired;

  TokenRejection(String text) {
    this(text, null);
  }

  private TokenRejection(String text, @Nullable TokenIdentity expired) {
    super(text, null, false, false); // no stack trace: a client can cause any number of these
    this.text = text;
    this.expired = expired;
  }

  /** For a genuine token whose time is over. */
  static TokenRejection expired(String text, TokenIdentity identity) {
    return new TokenRejection(text, identity);
  }

  TokenVerdict verdict() {
    return expired == null
        ? new TokenVerdict.Rejected(text)
        : new TokenVerdict.Expired(text, expired);
  }

  String text() {
    return text;
  }
}
