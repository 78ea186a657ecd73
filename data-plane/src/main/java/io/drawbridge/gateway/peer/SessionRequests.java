package io.drawbridge.gateway.peer;

import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.util.concurrent.CompletableFuture;

/** Sessions that other gateways of the region ask for. On gRPC threads; answers never fail. */
public interface SessionRequests {
  CompletableFuture<TakeResponse> take(TakeRequest request);

  CompletableFuture<TakenResponse> taken(TakenRequest request);
}
