package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.snapshot.Generations;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A region as the API shows it: what the snapshot in force says, and who applies it. */
record RegionDocument(
    String region,
    double score,
    String leader,
    boolean leading,
    Optional<String> generation,
    Optional<Long> snapshotAgeMillis,
    Map<String, Long> gatewaysByState,
    List<String> alarms,
    List<SubscriberDocument> subscribers) {
  static RegionDocument of(
      String region, RegionView view, List<SubscriberReport> subscribers, long nowUnixMillis) {
    FleetSnapshot snapshot = view.snapshot().orElse(FleetSnapshot.getDefaultInstance());
    return new RegionDocument(
        region,
        snapshot.getScore(),
        snapshot.getLeader(),
        view.ownEpoch().isPresent(),
        view.snapshot().map(newest -> Generations.text(newest.getGeneration())),
        view.snapshot().map(newest -> Math.max(0, nowUnixMillis - newest.getMadeUnixMillis())),
        snapshot.getGatewaysList().stream()
            .collect(
                Collectors.groupingBy(
                    gateway -> gateway.getState().name(), TreeMap::new, Collectors.counting())),
        snapshot.getAlarmsList(),
        subscribers.stream().map(SubscriberDocument::of).toList());
  }

  record SubscriberDocument(String subscriber, Optional<String> applied) {
    static SubscriberDocument of(SubscriberReport report) {
      return new SubscriberDocument(
          report.getSubscriber(),
          report.hasApplied()
              ? Optional.of(Generations.text(report.getApplied()))
              : Optional.empty());
    }
  }
}
