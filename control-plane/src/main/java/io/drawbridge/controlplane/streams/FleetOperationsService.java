package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.OtherOperations;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc;
import io.drawbridge.proto.control.v1.OperationAnswer;
import io.drawbridge.proto.control.v1.OperationList;
import io.drawbridge.proto.control.v1.OperationListQuery;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationQuery;
import io.drawbridge.proto.control.v1.PauseOrder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What other replicas of the region pass on to this one because it leads, and what leaders of other
 * regions ask for.
 */
final class FleetOperationsService extends FleetOperationsGrpc.FleetOperationsImplBase {
  /** Each waits for etcd, on a thread of its own. */
  static final int MAX_OPEN = 64;

  private final String region;
  private final OperationDesk own;
  private final OperationLog log;
  private final Semaphore open = new Semaphore(MAX_OPEN);

  /**
   * Of one region.
   *
   * @param own of this replica alone, which passes nothing on
   * @param log what every replica knows
   */
  FleetOperationsService(String region, OperationDesk own, OperationLog log) {
    this.region = region;
    this.own = own;
    this.log = log;
  }

  @Override
  public void request(OperationOrder order, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.request(order), answer);
  }

  @Override
  public void abort(AbortOrder order, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.abort(order), answer);
  }

  @Override
  public void pause(PauseOrder order, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.pause(order), answer);
  }

  @Override
  public void find(OperationQuery query, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.find(query.getOperation()), answer);
  }

  @Override
  public void list(OperationListQuery query, StreamObserver<OperationList> answer) {
    answer.onNext(
        OperationList.newBuilder()
            .setRegion(region)
            .addAllOperations(OtherOperations.listed(region, log))
            .build());
    answer.onCompleted();
  }

  private void answer(Supplier<Answer> asked, StreamObserver<OperationAnswer> answer) {
    if (!open.tryAcquire()) {
      answer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("requests under way: " + MAX_OPEN + " (expected: fewer)")
              .asException());
      return;
    }
    Thread.ofVirtual()
        .name("operation-request")
        .start(() -> {
          try {
            answer.onNext(Answers.toMessage(asked.get()));
            answer.onCompleted();
          } finally {
            open.release();
          }
        });
  }
}
