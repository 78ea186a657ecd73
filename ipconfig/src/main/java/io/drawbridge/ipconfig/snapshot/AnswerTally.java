package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How often each gateway came first in an answer, since the start. Totals, not differences: each
 * control plane is told its own difference, and a report that could not be sent is made up for by
 * the next. Threads: any.
 */
public final class AnswerTally {
  private final Map<String, LongAdder> firsts = new ConcurrentHashMap<>();

  public void count(String firstGateway) {
    firsts.computeIfAbsent(firstGateway, gateway -> new LongAdder()).increment();
  }

  Map<String, Long> totals() {
    Map<String, Long> totals = new HashMap<>();
    firsts.forEach((gateway, count) -> totals.put(gateway, count.sum()));
    return totals;
  }

  /** Bounds the tally by the snapshot: gateways that left it are forgotten. */
  void keepOnly(SnapshotInForce present) {
    Set<String> ids =
        present.snapshot().getGatewaysList().stream()
            .map(GatewaySnapshot::getGateway)
            .collect(Collectors.toSet());
    firsts.keySet().retainAll(ids);
  }
}
