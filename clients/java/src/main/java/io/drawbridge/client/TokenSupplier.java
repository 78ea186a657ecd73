package io.drawbridge.client;

/**
 * Gives the app's own token for its user. Asked before every dial and shortly before a token ends,
 * on a thread of the callback executor; may block, for 10 s at most.
 */
@FunctionalInterface
public interface TokenSupplier {
  /** A JWT in compact form. An exception means: none now; the client tries again later. */
  String freshToken() throws Exception;
}
