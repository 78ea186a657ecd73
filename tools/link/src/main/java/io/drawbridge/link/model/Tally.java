package io.drawbridge.link.model;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of one direction's packets so far. Threads: one. */
public final class Tally {
  private final Map<Fate.Cause, Long> dropped = new EnumMap<>(Fate.Cause.class);
  private long arrived;

  public void arrived() {
    arrived++;
  }

  public void dropped(Fate.Cause cause) {
    dropped.merge(cause, 1L, Long::sum);
  }

  /** One line for people. */
  @Override
  public String toString() {
    String drops =
        Stream.of(Fate.Cause.values())
            .map(cause -> ", " + dropped.getOrDefault(cause, 0L) + " " + cause.text())
            .collect(Collectors.joining());
    return arrived + " packets arrived" + drops;
  }
}
