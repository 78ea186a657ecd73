package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that come too fast for a gateway are told so after a moment, in which they have a socket
 * and no answer: whoever dials again the moment he is refused does that once a second, and not as
 * fast as the gateway accepts. For a client that draws its return over a window a second is
 * nothing.
 *
 * <p>Threads: each call on the connection's loop; the count is all loops'.
 */
final class HeldRefusals {
  /** Clients wait 5 s for the answer to CONNECT, and up to 4 s of it in the kernel's backlog. */
  static final long HELD_MILLIS = 1_000;

  private final int most;
  private final AtomicInteger held = new AtomicInteger();

  /**
   * @param most at a time, of all loops; further ones are told at once
   */
  HeldRefusals(int most) {
    this.most = most;
  }

  /** Runs {@code answer} after the moment, unless the connection has ended. */
  void hold(Connection connection, Runnable answer) {
    if (held.incrementAndGet() > most) {
      held.decrementAndGet();
      answer.run();
      return;
    }
    var _ =
        connection
            .loop()
            .executor()
            .schedule(() -> over(connection, answer), HELD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void over(Connection connection, Runnable answer) {
    held.decrementAndGet();
    if (connection.isOpen()) {
      answer.run();
      connection.loop().endBatch();
    }
  }
}
