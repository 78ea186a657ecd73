package io.drawbridge.gateway.peer;

import io.drawbridge.proto.peer.v1.ForwardedFate;

/** Hears what became of a push that was forwarded; one call, on any thread. */
public interface Forwarding {
  /** The other gateway has answered. */
  void answered(ForwardedFate fate);

  /** It did not leave this gateway. */
  void notSent(String why);

  /** It may have arrived; nobody will ever say. */
  void lost(String why);
}
