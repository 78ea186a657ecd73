package io.drawbridge.ipconfig;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules IPCONFIG = ModuleRules.of("io.drawbridge.ipconfig");

  @Test
  void packagesAreNullMarkedAndLayered() {
    IPCONFIG
        .everyPackageIsNullMarked()
        .layersFromBelow("http snapshot", "answers", "httpdns resources", ".");
  }

  @Test
  void answersKnowNothingOfHttpOrSockets() {
    IPCONFIG.neverFrom(
        "answers", "an answer is a pure function", "io.netty..", "io.grpc..", "..ipconfig.http..");
  }

  @Test
  void onlyTheHttpPackageKnowsNetty() {
    for (String name : new String[] {".", "answers", "httpdns", "resources", "snapshot"}) {
      IPCONFIG.neverFrom(name, "HTTP is behind Request and Response", "io.netty..");
    }
  }
}
