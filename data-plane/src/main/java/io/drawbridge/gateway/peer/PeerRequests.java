package io.drawbridge.gateway.peer;

import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.List;

/** Pushes that other gateways hand to this one. On gRPC threads; must not block. */
public interface PeerRequests {
  /** Delivers a push to those of the user's sessions here that it is for. */
  void deliver(ForwardedPush push, FateListener fates);

  /** The same for a push from another region: its sessions may be on any gateway of this one. */
  void deliverInRegion(ForwardedPush push, FateListener fates);

  /** Hears what became of a push: one call, on any thread. */
  interface FateListener {
    /** None when it was for a session that is over: the directory is right all the same. */
    void fates(List<SessionFate> fates);

    /** The user has none of the sessions here: the sender's directory is wrong. */
    void notHere();
  }
}
