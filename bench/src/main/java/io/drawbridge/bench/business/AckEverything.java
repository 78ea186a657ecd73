package io.drawbridge.bench.business;

import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.stub.StreamObserver;

/** Accepts all messages of every batch. Threads: any. */
class AckEverything extends UpstreamGrpc.UpstreamImplBase {
  @Override
  public final StreamObserver<UpstreamBatch> exchange(StreamObserver<UpstreamAnswer> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(UpstreamBatch batch) {
        answers.onNext(answer(batch));
      }

      @Override
      public void onError(Throwable error) {
        // The gateway is gone.
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private UpstreamAnswer answer(UpstreamBatch batch) {
    UpstreamAnswer.Builder answer = UpstreamAnswer.newBuilder().setBatch(batch.getId());
    for (LaneMessages lane : batch.getLanesList()) {
      long last = lane.getMessages(lane.getMessagesCount() - 1).getSeq();
      answer.addLanes(LaneAnswer.newBuilder().setLane(lane.getLane()).setAcceptedTo(last));
      accepted(lane, answer);
    }
    return answer.build();
  }

  /** May add replies to the answer. Threads: any. */
  void accepted(LaneMessages lane, UpstreamAnswer.Builder answer) {
    // Nobody asks for more.
  }
}
