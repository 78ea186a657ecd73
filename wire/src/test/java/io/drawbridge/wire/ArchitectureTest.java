package io.drawbridge.wire;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final ModuleRules RULES = ModuleRules.of("io.drawbridge.wire");

  @Test
  void everyPackageIsNullMarked() {
    RULES.everyPackageIsNullMarked();
  }

  @Test
  void knowsBuffersAndNothingElseOfNetty() {
    RULES.layersFromBelow(".");
    RULES.never(
        "SDKs, gateways and load generators bring their own transport",
        "io.netty.channel..",
        "io.netty.handler..",
        "com.google.protobuf..");
  }
}
