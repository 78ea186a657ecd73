package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.policy.GatewayReports;
import io.drawbridge.controlplane.revocation.Revocations;
import io.drawbridge.controlplane.snapshot.Region;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway process's control stream. Its first report must say who it is and carry its
 * registration; a later one that says otherwise ends the stream.
 */
final class GatewayStream implements StreamObserver<GatewayReport>, ControlStream {
  private static final Logger log = LoggerFactory.getLogger(GatewayStream.class);

  private final String region;
  private final Region fleet;
  private final Revocations revocations;
  private final Switchboard switchboard;
  private final GatewayReports policies;
  private final Processes processes;
  private final Conflated<Directive> directives;
  private final Runnable released;
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable GatewayRegistration identity; // gRPC calls us one at a time
  private Revocations.@Nullable Watch watch; // likewise

  GatewayStream(
      FleetControlService.Parts parts,
      Conflated<Directive> directives,
      ServerCallStreamObserver<Directive> peer,
      Runnable released) {
    this.region = parts.region();
    this.fleet = parts.fleet();
    this.revocations = parts.revocations();
    this.switchboard = parts.switchboard();
    this.policies = parts.policies();
    this.processes = parts.processes();
    this.directives = directives;
    this.released = released;
    peer.setOnCancelHandler(this::end);
  }

  @Override
  public void send(Directive directive) {
    directives.offer(directive);
  }

  @Override
  public void onNext(GatewayReport report) {
    if (over.get()) {
      return;
    }
    String wrong = identity == null ? wrongFirst(report) : wrongLater(identity, report);
    if (!wrong.isEmpty()) {
      log.warn("control stream of {} refused: {}", report.getGateway(), wrong);
      directives.refuse(Status.INVALID_ARGUMENT.withDescription(wrong));
      end();
      return;
    }
    if (identity == null) {
      identity = report.getRegistration();
      log.info("{} attached, generation {}", report.getGateway(), report.getGeneration());
      watchRevocations();
      switchboard.attached(report.getGateway(), report.getGeneration(), this);
    }
    processes.heard(identity, report);
    switchboard.heard(report.getResultsList());
    policies.heard(identity, report);
    fleet.reported(this, report);
  }

  private void watchRevocations() {
    watch = revocations.watch(this::tell);
    RevocationSet standing = revocations.told(); // after the watch: none falls in between
    if (standing.getRevocationsCount() > 0) {
      tell(standing);
    }
  }

  private void tell(RevocationSet standing) {
    send(Directive.newBuilder().setRevocations(standing).build());
  }

  @Override
  public void onError(Throwable error) {
    end();
  }

  @Override
  public void onCompleted() {
    directives.complete();
    end();
  }

  /** However the stream ended. */
  private void end() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    directives.ended();
    released.run();
    if (watch != null) {
      watch.close();
    }
    if (identity != null) {
      log.info("{} detached, generation {}", identity.getGateway(), identity.getGeneration());
      switchboard.detached(identity.getGateway(), this);
      policies.left(identity);
      processes.left(identity);
      fleet.closed(this);
    }
  }

  private String wrongFirst(GatewayReport report) {
    if (!report.getRegion().equals(region)) {
      return "region: \"" + report.getRegion() + "\" (expected: " + region + ")";
    }
    if (report.getGateway().isEmpty()) {
      return "gateway: empty (expected: an id)";
    }
    if (!report.hasRegistration()) {
      return "registration: missing (expected: in the first report of a stream)";
    }
    return wrongLater(report.getRegistration(), report);
  }

  private static String wrongLater(GatewayRegistration identity, GatewayReport report) {
    if (!identity.getGateway().equals(report.getGateway())
        || !identity.getRegion().equals(report.getRegion())) {
      return "gateway: %s/%s (expected: %s/%s as registered)"
          .formatted(
              report.getRegion(), report.getGateway(), identity.getRegion(), identity.getGateway());
    }
    return "";
  }
}
