package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.snapshot.Generations;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A region as the API shows it: what the snapshot in force says, and who applies it. Of another
 * region it is the last snapshot heard.
 *
 * @param own the region of the replica that answers
 * @param leading that replica is the region's leader
 * @param snapshotAgeMillis own: since it was made; other: since a live stream brought it
 * @param madeUnixMillis by the clock of the leader that made it
 */
public record RegionDocument(
    String region,
    boolean own,
    double score,
    String leader,
    boolean leading,
    Optional<String> generation,
    Optional<Long> snapshotAgeMillis,
    Optional<Long> madeUnixMillis,
    Map<String, Long> gatewaysByState,
    List<String> alarms,
    List<SubscriberDocument> subscribers) {
  static RegionDocument own(
      String region, RegionView view, List<SubscriberReport> subscribers, long nowUnixMillis) {
    return of(
        region,
        true,
        view.ownEpoch().isPresent(),
        view.snapshot(),
        view.snapshot().map(newest -> Math.max(0, nowUnixMillis - newest.getMadeUnixMillis())),
        subscribers);
  }

  static RegionDocument other(OtherRegion heard) {
    return of(
        heard.region(),
        false,
        false,
        heard.snapshot(),
        heard.age().map(Duration::toMillis),
        List.of());
  }

  private static RegionDocument of(
      String region,
      boolean own,
      boolean leading,
      Optional<FleetSnapshot> newest,
      Optional<Long> ageMillis,
      List<SubscriberReport> subscribers) {
    FleetSnapshot snapshot = newest.orElse(FleetSnapshot.getDefaultInstance());
    return new RegionDocument(
        region,
        own,
        snapshot.getScore(),
        snapshot.getLeader(),
        leading,
        newest.map(known -> Generations.text(known.getGeneration())),
        ageMillis,
        newest.map(FleetSnapshot::getMadeUnixMillis),
        snapshot.getGatewaysList().stream()
            .collect(
                Collectors.groupingBy(
                    gateway -> gateway.getState().name(), TreeMap::new, Collectors.counting())),
        snapshot.getAlarmsList(),
        subscribers.stream().map(SubscriberDocument::of).toList());
  }

  public record SubscriberDocument(String subscriber, Optional<String> applied) {
    static SubscriberDocument of(SubscriberReport report) {
      return new SubscriberDocument(
          report.getSubscriber(),
          report.hasApplied()
              ? Optional.of(Generations.text(report.getApplied()))
              : Optional.empty());
    }
  }
}
