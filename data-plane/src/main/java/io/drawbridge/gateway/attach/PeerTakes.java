package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.peer.PeerLines;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks for sessions over the connections to the region's other gateways. */
public final class PeerTakes implements Takes {
  /** Beside the time that the other gateway may wait: two round trips of a busy machine. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(500);

  private static final Duration CONFIRMATION = Duration.ofSeconds(1);

  private final PeerLines peers;
  private final Duration takeWithin;

  /**
   * @param settle how long a gateway that is asked waits for businesses' answers
   */
  public PeerTakes(PeerLines peers, Duration settle) {
    this.peers = peers;
    this.takeWithin = settle.plus(ON_THE_WAY);
  }

  @Override
  public boolean hasOtherProcess() {
    return peers.hasOtherProcess();
  }

  @Override
  public CompletionStage<TakeResponse> take(String gateway, TakeRequest request) {
    return peers.take(gateway, request, takeWithin);
  }

  @Override
  public CompletionStage<TakenResponse> taken(String gateway, TakenRequest request) {
    return peers.taken(gateway, request, CONFIRMATION);
  }
}
