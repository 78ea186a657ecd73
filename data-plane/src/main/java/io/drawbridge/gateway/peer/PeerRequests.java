package io.drawbridge.gateway.peer;

import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.List;

/** What other gateways ask of this one. On gRPC threads; must not block. */
public interface PeerRequests {
  /**
   * Delivers a push to the user's sessions here.
   *
   * @return false when there is none; {@code fates} is then not called
   */
  boolean deliver(ForwardedPush push, FateListener fates);

  /** Hears the fates once, on any thread. */
  interface FateListener {
    void fates(List<SessionFate> fates);
  }
}
