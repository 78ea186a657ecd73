package io.drawbridge.client.session;

import io.drawbridge.wire.PushId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** The last 256 push ids, over all connections of one client. */
final class RecentPushes {
  /** The protocol's number: a pusher may repeat what is among the last 256. */
  static final int REMEMBERED = 256;

  private final ArrayDeque<PushId> order = new ArrayDeque<>(REMEMBERED);
  private final Set<PushId> ids = new HashSet<>();

  /** Remembers the id; false when it was remembered already. */
  boolean isNew(PushId id) {
    if (!ids.add(id)) {
      return false;
    }
    if (order.size() == REMEMBERED) {
      ids.remove(order.removeFirst());
    }
    order.addLast(id);
    return true;
  }
}
