package io.drawbridge.client;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ModuleRules RULES = ModuleRules.of("io.drawbridge.client");

  @Test
  void everyPackageIsNullMarked() {
    RULES.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointDown() {
    RULES.layersFromBelow("lane discovery", "session", "transport", ".");
  }

  @Test
  void decisionsKnowNothingOfSockets() {
    String[] sockets = {"io.netty.channel..", "io.netty.bootstrap..", "java.net.."};
    RULES.neverFrom("lane", "lanes are plain Java", sockets);
    RULES.neverFrom("session", "the session is plain Java", sockets);
  }
}
