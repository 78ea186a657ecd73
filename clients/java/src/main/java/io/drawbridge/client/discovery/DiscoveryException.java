package io.drawbridge.client.discovery;

/** No list of gateways: which server said what, and what was expected. */
public final class DiscoveryException extends Exception {
  private static final long serialVersionUID = 1;

  public DiscoveryException(String message) {
    super(message, null, false, false);
  }
}
