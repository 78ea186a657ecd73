package io.drawbridge.bench;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules BENCH = ModuleRules.of("io.drawbridge.bench");

  @Test
  void everyPackageIsNullMarked() {
    BENCH.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    BENCH.layersFromBelow(
        "machine",
        "yardstick gateway mqtt load business micro",
        "fleet overload returns handover",
        "run",
        ".");
  }
}
