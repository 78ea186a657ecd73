package io.drawbridge.gateway.peer;

import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.List;

/** What other gateways ask of this one. On gRPC threads; must not block. */
public interface PeerRequests {
  /**
   * Delivers a push to those of the user's sessions here that it is for; hears of no fates when it
   * is for another session.
   *
   * @return false when the user has none here at all; {@code fates} is then not called
   */
  boolean deliver(ForwardedPush push, FateListener fates);

  /** Hears the fates once, on any thread. */
  interface FateListener {
    void fates(List<SessionFate> fates);
  }
}
