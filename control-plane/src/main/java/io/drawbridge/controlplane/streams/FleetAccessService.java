package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.revocation.RegionDoor;
import io.drawbridge.proto.control.v1.FleetAccessGrpc;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevokeResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;

/** What control planes of other regions may ask of this one. */
final class FleetAccessService extends FleetAccessGrpc.FleetAccessImplBase {
  /** Each waits for etcd, on a thread of its own. */
  static final int MAX_OPEN = 64;

  private final RegionDoor own;
  private final Semaphore open = new Semaphore(MAX_OPEN);

  FleetAccessService(RegionDoor own) {
    this.own = own;
  }

  @Override
  public void revoke(Revocation revocation, StreamObserver<RevokeResponse> answer) {
    if (!open.tryAcquire()) {
      answer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("revocations under way: " + MAX_OPEN + " (expected: fewer)")
              .asException());
      return;
    }
    Thread.ofVirtual()
        .name("revoke")
        .start(() -> {
          try {
            own.revoke(revocation);
            answer.onNext(RevokeResponse.getDefaultInstance());
            answer.onCompleted();
          } catch (RegionDoor.Unreachable e) {
            answer.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asException());
          } finally {
            open.release();
          }
        });
  }
}
