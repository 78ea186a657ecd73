package io.drawbridge.coordination;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final ModuleRules module = ModuleRules.of("io.drawbridge.coordination");

  @Test
  void everyPackageIsNullMarked() {
    module.everyPackageIsNullMarked();
  }

  @Test
  void theKeyLayoutStandsOnLeasesAndWatches() {
    module.layersFromBelow(".", "registry");
  }

  @Test
  void theKeyLayoutKnowsNothingOfEtcdsApi() {
    module.neverFrom("registry", "etcd's API is spoken in one package", "io.etcd..", "io.grpc..");
  }
}
