package io.drawbridge.process;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules PROCESS = ModuleRules.of("io.drawbridge.process");

  @Test
  void everyPackageIsNullMarked() {
    PROCESS.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    PROCESS.layersFromBelow("config telemetry ports", "operations", ".");
  }
}
