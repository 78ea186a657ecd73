package io.drawbridge.gateway.upstream;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch the business owes an answer for.
 *
 * @param byNumber its lanes that are not answered, by their number on the batch's stream
 * @param messages in all lanes, as sent
 */
record OpenBatch(Map<Integer, LaneRoute> byNumber, int messages, long sentNanos) {

  /** The lane with this number, which is answered now; null when there is none or was before. */
  @Nullable LaneRoute take(int number) {
    LaneRoute route = byNumber.remove(number);
    if (route != null) {
      route.closed();
    }
    return route;
  }

  /** The lanes without an answer, which are not waited for any more. */
  List<LaneRoute> takeAll() {
    List<LaneRoute> rest = List.copyOf(byNumber.values());
    byNumber.clear();
    rest.forEach(LaneRoute::closed);
    return rest;
  }

  /** Does not wait for this lane any more; a late answer for it changes nothing. */
  void forget(LaneRoute route) {
    byNumber.values().remove(route);
    route.closed();
  }
}
