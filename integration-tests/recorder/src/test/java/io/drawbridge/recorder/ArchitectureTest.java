package io.drawbridge.recorder;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final ModuleRules RULES = ModuleRules.of("io.drawbridge.recorder");

  @Test
  void everyPackageIsNullMarked() {
    RULES.everyPackageIsNullMarked();
  }

  @Test
  void theCheckerKnowsFilesAlone() {
    RULES.layersFromBelow("history", "body check", "business clients", ".");
  }
}
