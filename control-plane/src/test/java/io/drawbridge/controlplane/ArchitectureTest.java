package io.drawbridge.controlplane;

import io.drawbridge.architecture.ModuleRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final ModuleRules module = ModuleRules.of("io.drawbridge.controlplane");

  @Test
  void everyPackageIsNullMarked() {
    module.everyPackageIsNullMarked();
  }

  @Test
  void arrowsPointFromTheEdgesToTheFleet() {
    module.layersFromBelow(
        "access revocation",
        "fleet",
        "scoring",
        "history",
        "snapshot",
        "directive",
        "vitals",
        "waves",
        "operation policy",
        "resources streams",
        "web",
        ".");
  }

  @Test
  void decisionsKnowNothingOfSockets() {
    for (String decision :
        List.of(
            "access",
            "revocation",
            "fleet",
            "scoring",
            "history",
            "snapshot",
            "directive",
            "vitals",
            "waves",
            "operation",
            "policy")) {
      module.neverFrom(
          decision,
          "decisions are plain Java",
          "io.grpc..",
          "io.netty..",
          "jakarta.ws..",
          "io.dropwizard..",
          "io.drawbridge.coordination..");
    }
  }
}
