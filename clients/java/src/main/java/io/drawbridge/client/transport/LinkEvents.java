package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.ProtocolViolation;

/** What a connection tells its client. */
interface LinkEvents {
  /** A frame, borrowed for the call. True: the session is up, frames may be large from now on. */
  boolean received(Link link, Frame frame);

  void violated(Link link, ProtocolViolation violation);

  /** A read pass is over, or the socket takes more. */
  void ready();

  /** The gateway closed the WebSocket; {@code code} is what it said. */
  void closed(Link link, int code, String why);

  void lost(Link link, String why);
}
