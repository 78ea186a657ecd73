package io.drawbridge.gateway.push;

import io.drawbridge.gateway.measure.PushOutcomes;
import io.drawbridge.proto.business.v1.DisconnectRequest;
import io.drawbridge.proto.business.v1.DisconnectResponse;
import io.drawbridge.proto.business.v1.LocateRequest;
import io.drawbridge.proto.business.v1.LocateResponse;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves Push for businesses. On gRPC threads; never blocks. */
public final class PushService extends PushGrpc.PushImplBase {
  private final PushRouter router;
  private final PushOutcomes outcomes;
  private final UserCalls users;
  private final Set<PushStream> open = ConcurrentHashMap.newKeySet();

  public PushService(PushRouter router, PushOutcomes outcomes, UserCalls users) {
    this.router = router;
    this.outcomes = outcomes;
    this.users = users;
  }

  @Override
  public StreamObserver<PushBatch> publish(StreamObserver<PushAnswer> responses) {
    PushStream stream =
        new PushStream(
            router, outcomes, (ServerCallStreamObserver<PushAnswer>) responses, open::remove);
    open.add(stream);
    stream.start();
    return stream;
  }

  /** Another process of this gateway goes on at its address: businesses are told to go there. */
  public void leave() {
    open.forEach(PushStream::leave);
  }

  @Override
  public void disconnect(DisconnectRequest request, StreamObserver<DisconnectResponse> answer) {
    users.disconnect(request, answer);
  }

  @Override
  public void locate(LocateRequest request, StreamObserver<LocateResponse> answer) {
    users.locate(request, answer);
  }
}
