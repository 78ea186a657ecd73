package io.drawbridge.gateway;

import io.drawbridge.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final ModuleRules RULES = ModuleRules.of("io.drawbridge.gateway");

  @Test
  void everyPackageIsNullMarked() {
    RULES.everyPackageIsNullMarked();
  }

  @Test
  void packagesUseLowerLayersOnly() {
    RULES.layersFromBelow(
        "measure stream",
        "admission overload",
        "connection",
        "session",
        "policy",
        "peer directory upstream",
        "attach",
        "pipeline push drain keys websocket tls",
        "listen",
        "handover",
        "control",
        ".");
  }

  @Test
  void decisionsKnowNothingOfSockets() {
    RULES.neverFrom("measure", "measures are plain Java", "io.netty..", "io.grpc..");
    RULES.neverFrom("admission", "admission is plain Java", "io.netty..", "io.grpc..");
    RULES.neverFrom("overload", "overload control is plain Java", "io.netty..", "io.grpc..");
    RULES.neverFrom("policy", "judging by policies is plain Java", "io.netty..", "io.grpc..");
    RULES.neverFrom("stream", "streams are gRPC's", "io.netty..");
  }

  @Test
  void coordinationAloneKnowsEtcd() {
    RULES.never("jetcd stays behind module coordination", "io.etcd..");
  }
}
