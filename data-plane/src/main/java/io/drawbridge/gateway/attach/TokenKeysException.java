package io.drawbridge.gateway.attach;

import java.nio.file.Path;

/**
 * A key file cannot be used; the message names file, key, offender and expectation, no key text.
 */
public final class TokenKeysException extends Exception {
  private static final long serialVersionUID = 1;

  TokenKeysException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
