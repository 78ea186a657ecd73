package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A gateway as the API shows it: {@code state}, {@code weight} and {@code because} are those in
 * force in the newest snapshot, {@code presence} and {@code score} what this replica sees itself.
 */
record GatewayDocument(
    String gateway,
    String region,
    String generation,
    String state,
    double weight,
    Optional<String> because,
    boolean kept,
    String presence,
    boolean leased,
    Optional<Long> reportAgeMillis,
    String failureDomain,
    List<EndpointDocument> endpoints,
    String grpcAddress,
    String operationsAddress,
    String version,
    long startedUnixMillis,
    Optional<LoadDocument> load,
    PoliciesThere policies,
    Optional<ScoreDocument> score) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static GatewayDocument of(GatewayStatus status, RegionView view) {
    GatewayRegistration registration = status.registration();
    Optional<GatewaySnapshot> placed =
        view.snapshot().stream()
            .flatMap(snapshot -> snapshot.getGatewaysList().stream())
            .filter(gateway -> gateway.getGateway().equals(status.id()))
            .findFirst();
    return new GatewayDocument(
        status.id(),
        registration.getRegion(),
        Long.toUnsignedString(registration.getGeneration()),
        placed.map(gateway -> gateway.getState().name()).orElse(status.presence().name()),
        placed.map(GatewaySnapshot::getWeight).orElse(0.0),
        placed.map(ExplanationDocument::because),
        placed.map(GatewaySnapshot::getKept).orElse(false),
        status.presence().name(),
        status.leased(),
        status.reportAgeNanos().map(nanos -> nanos / NANOS_PER_MILLI),
        registration.getFailureDomain(),
        EndpointDocument.all(registration.getEndpointsList()),
        registration.getGrpcAddress(),
        registration.getOperationsAddress(),
        registration.getVersion(),
        registration.getStartedUnixMillis(),
        status.load().map(LoadDocument::of),
        PoliciesThere.of(status.policies()),
        Optional.ofNullable(view.scores().get(status.id())).map(ScoreDocument::of));
  }

  /** Why the weight is what it is. */
  record ScoreDocument(
      double weight,
      double headroom,
      String limitingResource,
      double capacity,
      double slowStart,
      double stateFactor,
      Map<String, Score.Part> parts) {
    static ScoreDocument of(Score score) {
      Map<String, Score.Part> parts = new TreeMap<>();
      score.parts().forEach((resource, part) -> parts.put(resource.label(), part));
      return new ScoreDocument(
          score.weight(),
          score.headroom(),
          score.limiting().label(),
          score.capacity(),
          score.slowStart(),
          score.stateFactor(),
          parts);
    }
  }
}
