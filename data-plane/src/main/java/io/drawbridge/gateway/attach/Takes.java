package io.drawbridge.gateway.attach;

import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.util.concurrent.CompletionStage;

/** Asks the region's other gateways for sessions. Stages complete on any thread, and in time. */
public interface Takes {
  /** True while a hot restart is under way: what is not here may be in the other process. */
  boolean hasOtherProcess();

  /** Fails when the gateway does not answer in time. */
  CompletionStage<TakeResponse> take(String gateway, TakeRequest request);

  /** Fails when the gateway does not answer in time. */
  CompletionStage<TakenResponse> taken(String gateway, TakenRequest request);
}
