package io.drawbridge.business;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final ModuleRules rules = ModuleRules.of("io.drawbridge.business");

  @Test
  void everyPackageIsNullMarked() {
    rules.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    rules.layersFromBelow("push", "upstream", ".");
  }
}
