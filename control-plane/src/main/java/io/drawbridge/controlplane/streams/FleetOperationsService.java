package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc;
import io.drawbridge.proto.control.v1.OperationAnswer;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What other replicas of the region pass on to this one because it leads. */
final class FleetOperationsService extends FleetOperationsGrpc.FleetOperationsImplBase {
  /** Each waits for etcd, on a thread of its own. */
  static final int MAX_OPEN = 64;

  private final OperationDesk own;
  private final Semaphore open = new Semaphore(MAX_OPEN);

  /** {@code own}: of this replica alone, which passes nothing on. */
  FleetOperationsService(OperationDesk own) {
    this.own = own;
  }

  @Override
  public void request(OperationOrder order, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.request(order), answer);
  }

  @Override
  public void abort(AbortOrder order, StreamObserver<OperationAnswer> answer) {
    answer(() -> own.abort(order.getOperation(), order.getRequestedBy()), answer);
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
