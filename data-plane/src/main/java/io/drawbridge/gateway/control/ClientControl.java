package io.drawbridge.gateway.control;

import io.drawbridge.gateway.drain.Errand;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.Move;

/** What directives can do about the clients of this gateway. Must not block. */
public interface ClientControl {
  /** Sends new clients elsewhere. Idempotent. */
  void hold();

  /** As {@link #hold}, and asks those who are here to leave. */
  Errand drain(Drain how);

  /**
   * Takes new clients again. Idempotent.
   *
   * @return false when the process is stopping and will not
   */
  boolean undrain();

  /** Ends the sessions here that are meant; how many. */
  int kick(Kick whom);

  /** Asks some clients to leave. */
  Errand move(Move which);
}
