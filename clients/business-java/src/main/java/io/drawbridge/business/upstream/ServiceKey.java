package io.drawbridge.business.upstream;

/**
 * A service of an app.
 *
 * @param service the number clients use
 */
public record ServiceKey(String app, int service) {
  private static final int MAX_SERVICE = 65_535;

  public ServiceKey {
    if (service < 1 || service > MAX_SERVICE) {
      throw new IllegalArgumentException("service: " + service + " (expected: 1 to 65535)");
    }
  }
}
