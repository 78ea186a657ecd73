package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.policy.GatewayReports;
import io.drawbridge.controlplane.revocation.Revocations;
import io.drawbridge.controlplane.snapshot.Region;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.FleetControlGrpc;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;

/** Control streams of the region's gateways. */
final class FleetControlService extends FleetControlGrpc.FleetControlImplBase {
  /** Two processes of each of the most gateways that a region may have. */
  static final int MAX_STREAMS = 20_000;

  private final Parts parts;
  private final Semaphore streams = new Semaphore(MAX_STREAMS);

  FleetControlService(Parts parts) {
    this.parts = parts;
  }

  /** What each stream works with. */
  record Parts(
      String region,
      Region fleet,
      Revocations revocations,
      Switchboard switchboard,
      GatewayReports policies,
      Processes processes) {}

  /** Streams open now. */
  int streams() {
    return MAX_STREAMS - streams.availablePermits();
  }

  @Override
  public StreamObserver<GatewayReport> attach(StreamObserver<Directive> responses) {
    var peer = (ServerCallStreamObserver<Directive>) responses;
    Conflated<Directive> directives = new Conflated<>(peer, FleetControlService::kind);
    if (!streams.tryAcquire()) {
      directives.refuse(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "control streams: " + MAX_STREAMS + " (expected: fewer)"));
      return new Ignored<>();
    }
    return new GatewayStream(parts, directives, peer, streams::release);
  }

  /** A step replaces only steps of its own operation; of those few are under way. */
  private static Object kind(Directive directive) {
    return directive.hasStep() ? directive.getStep().getOperation() : directive.getKindCase();
  }
}
