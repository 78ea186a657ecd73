package io.drawbridge.policy;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules POLICY = ModuleRules.of("io.drawbridge.policy");

  @Test
  void packagesAreNullMarkedAndLayered() {
    POLICY.everyPackageIsNullMarked().layersFromBelow(".");
  }

  @Test
  void aDocumentMeansTheSameEverywhere() {
    POLICY.never(
        "control planes and gateways must read a document alike",
        "java.io..",
        "java.nio.file..",
        "java.util.random..",
        "java.util.concurrent..",
        "io.netty..");
  }
}
