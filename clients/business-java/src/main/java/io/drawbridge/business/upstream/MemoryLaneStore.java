package io.drawbridge.business.upstream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lanes in the memory of this process, the most recently used ones. Enough where a business may
 * handle a message again after its own restart, or recognises repeats in its own database.
 */
public final class MemoryLaneStore implements LaneStore {
  /** About 30 MB with short names. */
  public static final int DEFAULT_MAX_LANES = 100_000;

  private final Map<LaneKey, LaneProgress> lanes;

  /**
   * @param maxLanes beyond it the lane unused for longest is forgotten; more than the lanes in use
   *     within the time that a message can be repeated, the grace time of detached sessions
   */
  public MemoryLaneStore(int maxLanes) {
    if (maxLanes < 1) {
      throw new IllegalArgumentException("maxLanes: " + maxLanes + " (expected: >= 1)");
    }
    lanes =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<LaneKey, LaneProgress> eldest) {
            return size() > maxLanes;
          }
        };
  }

  @Override
  public synchronized LaneProgress enter(LaneKey lane, long connectNumber) {
    LaneProgress known = lanes.get(lane);
    if (known != null && known.connectNumber() >= connectNumber) {
      return known;
    }
    LaneProgress raised = new LaneProgress(connectNumber, known == null ? 0 : known.acceptedTo());
    lanes.put(lane, raised);
    return raised;
  }

  @Override
  public synchronized void accepted(LaneKey lane, long seq) {
    LaneProgress known = lanes.get(lane);
    long connectNumber = known == null ? 0 : known.connectNumber();
    long acceptedTo = known == null ? seq : Math.max(seq, known.acceptedTo());
    lanes.put(lane, new LaneProgress(connectNumber, acceptedTo));
  }
}
