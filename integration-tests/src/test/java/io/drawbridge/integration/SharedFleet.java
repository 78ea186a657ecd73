package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the fleet that all classes share: started for the first, stopped after the last.
 * Before each test it waits until the fleet is whole, whatever the test before has done to it.
 */
final class SharedFleet implements ParameterResolver, BeforeEachCallback {
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(60);

  @Override
  public void beforeEach(ExtensionContext context) {
    TestFleet fleet = fleet(context);
    await("the fleet is whole").atMost(WHOLE_WITHIN).until(fleet::isWhole);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestFleet.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return fleet(context);
  }

  /** The one that runs, or a new one. */
  static TestFleet fleet(ExtensionContext context) {
    return store(context).computeIfAbsent(TestFleet.class, key -> started(), TestFleet.class);
  }

  /** Stops it if it runs; the next class that needs it starts another. */
  static void end(ExtensionContext context) {
    TestFleet fleet = store(context).remove(TestFleet.class, TestFleet.class);
    if (fleet != null) {
      fleet.close();
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
  }

  private static TestFleet started() {
    try {
      return TestFleet.start();
    } catch (Exception e) {
      throw new IllegalStateException("the fleet did not start: " + e.getMessage(), e);
    }
  }
}
