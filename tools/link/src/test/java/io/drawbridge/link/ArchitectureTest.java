package io.drawbridge.link;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules LINK = ModuleRules.of("io.drawbridge.link");

  @Test
  void everyPackageIsNullMarked() {
    LINK.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    LINK.layersFromBelow("model tun", "control", ".");
  }

  @Test
  void whatBecomesOfAPacketIsPure() {
    LINK.neverFrom("model", "time and randomness are handed in", "java.time.", "java.io..");
  }
}
