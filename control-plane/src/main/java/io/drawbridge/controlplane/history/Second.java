package io.drawbridge.controlplane.history;

import java.util.List;

/**
 * What was true of the whole region.
 *
 * @param unixMillis by this replica's clock
 * @param generation of the snapshot in force, such as {@code 1.42.7}; empty if there was none
 * @param leader the replica that had made it
 */
public record Second(long unixMillis, String generation, String leader, List<String> alarms) {
  public Second {
    alarms = List.copyOf(alarms);
  }
}
