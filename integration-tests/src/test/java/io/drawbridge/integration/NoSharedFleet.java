package io.drawbridge.integration;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Stops the fleet that classes share, for one that has its own: two do not fit two cores. */
final class NoSharedFleet implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    SharedFleet.end(context);
  }
}
