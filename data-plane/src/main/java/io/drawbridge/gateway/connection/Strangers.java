package io.drawbridge.gateway.connection;

import io.drawbridge.wire.CloseReason;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections of one loop whose clients have not said who they are, oldest first, in a bounded
 * number. For one more the oldest is closed: a client of ours says CONNECT in a round trip, so
 * those who hold their connections open in silence lose them and nobody else does. (To refuse the
 * newest would shut everybody out for as long as somebody keeps the places taken.)
 *
 * <p>Threads: the loop only.
 */
final class Strangers {
  private final Deque<Connection> oldestFirst = new ArrayDeque<>();
  private final int most;

  Strangers(int most) {
    this.most = most;
  }

  void add(Connection newcomer) {
    if (oldestFirst.size() >= most) {
      forgetOthers();
    }
    if (oldestFirst.size() >= most) {
      Connection oldest = oldestFirst.removeFirst();
      oldest.loop().measures().strangerClosed();
      oldest.close(
          CloseReason.OVERLOADED,
          "connections that have not said who they are (expected: <= " + most + ")");
    }
    oldestFirst.addLast(newcomer);
  }

  /** Those who have said who they are, and those who have gone. */
  void forgetOthers() {
    oldestFirst.removeIf(each -> !each.isStranger());
  }
}
