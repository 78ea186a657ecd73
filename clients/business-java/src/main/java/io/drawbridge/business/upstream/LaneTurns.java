package io.drawbridge.business.upstream;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One run at a time in each lane, in the order of arrival, whichever stream it came by: an original
 * and its repeat from another gateway never meet in the handler. Holds runs that are not over,
 * whose number the streams bound. Threads: any.
 */
final class LaneTurns {
  private final ConcurrentMap<LaneKey, LaneRun> last = new ConcurrentHashMap<>();

  /** Starts the run now or when the one before it in the lane is over. */
  void take(LaneRun run) {
    LaneRun before = last.put(run.lane(), run);
    if (before == null || !before.followedBy(run)) {
      advance(run);
    }
  }

  /** Goes on with a run whose turn it is, and with those after it, until one has to wait. */
  void advance(LaneRun first) {
    @Nullable LaneRun run = first;
    while (run != null && run.advance()) {
      last.remove(run.lane(), run);
      run = run.endTurn();
    }
  }
}
