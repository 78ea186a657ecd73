package io.drawbridge.gateway.peer;

import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What other gateways ask of this one. On gRPC threads; must not block. */
public interface PeerRequests {
  /** Delivers a push to those of the user's sessions here that it is for. */
  void deliver(ForwardedPush push, FateListener fates);

  /** The same for a push from another region: its sessions may be on any gateway of this one. */
  void deliverInRegion(ForwardedPush push, FateListener fates);

  /** Asks this region's directory for another region; the answer never fails. */
  CompletableFuture<DirectoryResult.Builder> directory(DirectoryCommand command);

  /** Hears what became of a push: one call, on any thread. */
  interface FateListener {
    /** None when it was for a session that is over: the directory is right all the same. */
    void fates(List<SessionFate> fates);

    /** The user has none of the sessions here: the sender's directory is wrong. */
    void notHere();
  }
}
