package io.drawbridge.gateway.attach;

/** What a {@link TokenVerifier} found. */
public sealed interface TokenVerdict {

  /** The token is genuine and in force. */
  record Accepted(TokenIdentity identity) implements TokenVerdict {}

  /**
   * The token does not count.
   *
   * @param text names offender and expectation in one sentence and holds no part of the token, so
   *     it may be logged and told to the client
   */
  record Rejected(String text) implements TokenVerdict {}

  /**
   * The token is genuine but its time is over: a fresh one will do.
   *
   * @param identity whom it was for
   */
  record Expired(String text, TokenIdentity identity) implements TokenVerdict {}

  /** The token is genuine and was revoked; whether it has expired as well does not matter. */
  record Revoked(String text) implements TokenVerdict {}
}
