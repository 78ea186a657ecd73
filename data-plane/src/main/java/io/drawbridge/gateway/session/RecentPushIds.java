package io.drawbridge.gateway.session;

import io.drawbridge.proto.peer.v1.RecentPush;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.wire.PushId;
import java.util.Arrays;

/**
 * The last push ids that a session has been given: a ring, searched linearly. 256 ids are two or
 * three pages of longs, and a search is only needed per push, not per frame.
 */
final class RecentPushIds {
  static final int REMEMBERED = 256;

  private static final int FIRST_CAPACITY = 8;
  private static final int FLAGS_IN_LONG = 64;
  private static final long[] NONE = {};

  private long[] ids = NONE;
  private long[] unacknowledged = NONE; // until the first one
  private int count;
  private int position;

  /** What is known of an id. */
  enum Known {
    /** Not among the last {@link #REMEMBERED}. */
    NO,
    ACKED,
    /** It was FIRE_AND_FORGET: nobody will ever know whether the client has it. */
    UNACKNOWLEDGED
  }

  Known find(PushId id) {
    for (int i = 0; i < count; i++) {
      if (ids[2 * i] == id.high() && ids[2 * i + 1] == id.low()) {
        return isUnacknowledged(i) ? Known.UNACKNOWLEDGED : Known.ACKED;
      }
    }
    return Known.NO;
  }

  /** Adds an id, forgetting the oldest beyond {@link #REMEMBERED}. */
  void add(PushId id, boolean acknowledged) {
    if (2 * position == ids.length && position < REMEMBERED) {
      ids = Arrays.copyOf(ids, Math.max(2 * FIRST_CAPACITY, ids.length * 2));
    }
    if (position == REMEMBERED) {
      position = 0;
    }
    ids[2 * position] = id.high();
    ids[2 * position + 1] = id.low();
    flag(position, acknowledged);
    position++;
    count = Math.max(count, position);
  }

  private void flag(int index, boolean acknowledged) {
    long flag = 1L << index % FLAGS_IN_LONG;
    if (!acknowledged) {
      if (unacknowledged.length == 0) {
        unacknowledged = new long[REMEMBERED / FLAGS_IN_LONG];
      }
      unacknowledged[index / FLAGS_IN_LONG] |= flag;
    } else if (unacknowledged.length > 0) {
      unacknowledged[index / FLAGS_IN_LONG] &= ~flag;
    }
  }

  private boolean isUnacknowledged(int index) {
    return unacknowledged.length > 0
        && (unacknowledged[index / FLAGS_IN_LONG] & 1L << index % FLAGS_IN_LONG) != 0;
  }

  void writeTo(SessionState.Builder state) {
    int oldest = count < REMEMBERED ? 0 : position;
    for (int i = 0; i < count; i++) {
      int index = (oldest + i) % count;
      state.addRecent(
          RecentPush.newBuilder()
              .setId(PushItem.bytesOf(new PushId(ids[2 * index], ids[2 * index + 1])))
              .setUnacknowledged(isUnacknowledged(index)));
    }
  }

  static RecentPushIds of(SessionState state) {
    RecentPushIds recent = new RecentPushIds();
    for (RecentPush push : state.getRecentList()) {
      recent.add(PushItem.idOf(push.getId()), !push.getUnacknowledged());
    }
    return recent;
  }
}
