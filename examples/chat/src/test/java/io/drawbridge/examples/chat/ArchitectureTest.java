package io.drawbridge.examples.chat;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void arrowsPointDownAndEveryPackageIsNullMarked() {
    ModuleRules.of("io.drawbridge.examples.chat")
        .everyPackageIsNullMarked()
        .layersFromBelow("protocol", "outbox groups", "conversation", ".")
        .neverFrom(
            "outbox", "time and pushing are handed in", "io.grpc..", "io.drawbridge.business..");
  }
}
