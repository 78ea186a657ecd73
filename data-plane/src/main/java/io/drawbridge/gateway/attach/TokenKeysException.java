package io.drawbridge.gateway.attach;

/**
 * A key set cannot be used; the message names source, key, offender and expectation, no key text.
 */
public final class TokenKeysException extends Exception {
  private static final long serialVersionUID = 1;

  public TokenKeysException(String source, String problem) {
    super(source + ": " + problem);
  }
}
