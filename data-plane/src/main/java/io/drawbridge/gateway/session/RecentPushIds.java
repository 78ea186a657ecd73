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

  private long[] ids = new long[2 * FIRST_CAPACITY];
  private final long[] unacknowledged = new long[REMEMBERED / FLAGS_IN_LONG];
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
      ids = Arrays.copyOf(ids, ids.length * 2);
    }
    if (position == REMEMBERED) {
      position = 0;
    }
    ids[2 * position] = id.high();
    ids[2 * position + 1] = id.low();
    long flag = 1L << position % FLAGS_IN_LONG;
    if (acknowledged) {
      unacknowledged[position / FLAGS_IN_LONG] &= ~flag;
    } else {
      unacknowledged[position / FLAGS_IN_LONG] |= flag;
    }
    position++;
    count = Math.max(count, position);
  }

  private boolean isUnacknowledged(int index) {
    return (unacknowledged[index / FLAGS_IN_LONG] & 1L << index % FLAGS_IN_LONG) != 0;
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
