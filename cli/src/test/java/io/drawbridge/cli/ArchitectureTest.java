package io.drawbridge.cli;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules CLI = ModuleRules.of("io.drawbridge.cli");

  @Test
  void everyPackageIsNullMarked() {
    CLI.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    CLI.layersFromBelow("context", "servers", "local connect fleet", "orders", ".");
  }
}
