package io.drawbridge.ranking;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules RANKING = ModuleRules.of("io.drawbridge.ranking");

  @Test
  void packagesAreNullMarkedAndLayered() {
    RANKING.everyPackageIsNullMarked().layersFromBelow(".");
  }

  @Test
  void nothingHereDependsOnTheMomentOrTheMachine() {
    RANKING.never(
        "an answer is a pure function of snapshot and bucket",
        "java.time..",
        "java.io..",
        "java.nio.file..",
        "java.net..",
        "java.util.random..",
        "java.util.concurrent..",
        "io.netty..");
  }
}
