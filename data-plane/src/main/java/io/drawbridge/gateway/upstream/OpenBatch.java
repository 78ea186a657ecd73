package io.drawbridge.gateway.upstream;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch the business owes an answer for.
 *
 * @param byNumber its lanes that are not answered, by their number on the batch's stream
 */
record OpenBatch(Map<Integer, LaneRoute> byNumber, long sentNanos) {
  @Nullable LaneRoute lane(int number) {
    return byNumber.get(number);
  }

  /** The lane with this number, which is answered now; null when there is none or was before. */
  @Nullable LaneRoute take(int number) {
    return byNumber.remove(number);
  }

  Collection<LaneRoute> lanes() {
    return byNumber.values();
  }
}
