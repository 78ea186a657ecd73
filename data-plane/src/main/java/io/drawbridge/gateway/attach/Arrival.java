package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.session.Session;
import java.util.function.Consumer;

/** A connection whose CONNECT is being answered. Threads: the connection's loop. */
public interface Arrival {
  Connection connection();

  /**
   * Moves the socket to another loop and goes on there; not if the socket ends on the way. This
   * arrival is over then.
   */
  void moveTo(Loop loop, Consumer<Arrival> there);

  /** CONNECTED has been written: from here on frames are the session's. */
  void attached(Session session);
}
