package io.drawbridge.gateway.session;

import io.drawbridge.wire.PushId;
import java.util.Arrays;

/**
 * The last push ids that a session has been given: a ring, searched linearly. 256 ids are two or
 * three pages of longs, and a search is only needed per push, not per frame.
 */
final class RecentPushIds {
  static final int REMEMBERED = 256;

  private static final int FIRST_CAPACITY = 8;

  private long[] ids = new long[2 * FIRST_CAPACITY];
  private int count;
  private int position;

  /** True when the id was added within the last {@link #REMEMBERED} ones. */
  boolean contains(PushId id) {
    for (int i = 0; i < count; i++) {
      if (ids[2 * i] == id.high() && ids[2 * i + 1] == id.low()) {
        return true;
      }
    }
    return false;
  }

  /** Adds an id, forgetting the oldest beyond {@link #REMEMBERED}. */
  void add(PushId id) {
    if (2 * position == ids.length && position < REMEMBERED) {
      ids = Arrays.copyOf(ids, ids.length * 2);
    }
    if (position == REMEMBERED) {
      position = 0;
    }
    ids[2 * position] = id.high();
    ids[2 * position + 1] = id.low();
    position++;
    count = Math.max(count, position);
  }
}
