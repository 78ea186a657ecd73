package io.drawbridge.gateway.peer;

import io.drawbridge.gateway.stream.BatchingSender;
import io.drawbridge.proto.peer.v1.ForwardOutcome;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.proto.peer.v1.PeerAnswer;
import io.drawbridge.proto.peer.v1.PeerBatch;
import io.drawbridge.proto.peer.v1.PeerGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Serves Forward for other gateways. On gRPC threads; never blocks. */
public final class PeerService extends PeerGrpc.PeerImplBase {
  private final PeerRequests requests;

  public PeerService(PeerRequests requests) {
    this.requests = requests;
  }

  @Override
  public StreamObserver<PeerBatch> forward(StreamObserver<PeerAnswer> responses) {
    ServerCallStreamObserver<PeerAnswer> answers = (ServerCallStreamObserver<PeerAnswer>) responses;
    BatchingSender<ForwardedFate, PeerAnswer> sender =
        new BatchingSender<>(
            2 * PeerLink.MAX_PENDING, fates -> PeerAnswer.newBuilder().addAllFates(fates).build());
    answers.setOnReadyHandler(sender::drain);
    answers.setOnCancelHandler(sender::stop);
    sender.start(answers);
    return new Incoming(sender, answers);
  }

  private final class Incoming implements StreamObserver<PeerBatch> {
    private final BatchingSender<ForwardedFate, PeerAnswer> sender;
    private final ServerCallStreamObserver<PeerAnswer> answers;

    Incoming(
        BatchingSender<ForwardedFate, PeerAnswer> sender,
        ServerCallStreamObserver<PeerAnswer> answers) {
      this.sender = sender;
      this.answers = answers;
    }

    @Override
    public void onNext(PeerBatch batch) {
      batch.getPushesList().forEach(this::deliver);
    }

    private void deliver(ForwardedPush push) {
      ForwardedFate.Builder fate = ForwardedFate.newBuilder().setNumber(push.getNumber());
      boolean here =
          requests.deliver(
              push,
              fates ->
                  sender.offer(
                      fate.setOutcome(ForwardOutcome.ANSWERED).addAllSessions(fates).build()));
      if (!here) {
        sender.offer(fate.setOutcome(ForwardOutcome.NOT_HERE).build());
      }
    }

    @Override
    public void onError(Throwable error) {
      sender.stop();
    }

    @Override
    public void onCompleted() {
      sender.stop();
      answers.onCompleted();
    }
  }
}
