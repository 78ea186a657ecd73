package io.drawbridge.integration;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link ControlFleet} that their classes share, whole: started for the first,
 * stopped after the last. The other shared fleet is stopped, two do not fit two cores; classes that
 * use this one come after all others.
 */
final class SharedControlFleet implements ParameterResolver, BeforeEachCallback {
  @Override
  public void beforeEach(ExtensionContext context) {
    fleet(context).awaitWhole();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlFleet.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return fleet(context);
  }

  private static ControlFleet fleet(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(ControlFleet.class, key -> started(context), ControlFleet.class);
  }

  private static ControlFleet started(ExtensionContext context) {
    SharedFleet.end(context);
    try {
      return ControlFleet.start();
    } catch (Exception e) {
      throw new IllegalStateException("the fleet did not start: " + e.getMessage(), e);
    }
  }
}
