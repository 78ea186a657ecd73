package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.history.Moment;
import io.drawbridge.controlplane.scoring.Published;
import io.drawbridge.controlplane.scoring.Resource;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Why a gateway had its weight at one moment.
 *
 * @param atUnixMillis the second that is told of, by the clock of the replica that answers
 * @param generation of the snapshot in force then, and {@code leader} the replica that made it
 * @param presence as the replica that answers saw the gateway; empty if it only knew the snapshot
 * @param because the same in one sentence
 * @param recomputedWeight from {@code made} alone; the published weight, or the parts do not tell
 * @param made what the published weight was made of when it last changed by more than 10 %
 * @param ownWeight by the newest report then, at the replica that answers
 */
record ExplanationDocument(
    String gateway,
    long atUnixMillis,
    String generation,
    String leader,
    List<String> alarms,
    Optional<String> presence,
    String state,
    boolean kept,
    double weight,
    String basis,
    String because,
    Optional<Double> recomputedWeight,
    Optional<MadeOf> made,
    int connections,
    double ownWeight,
    Map<String, Double> use) {
  static ExplanationDocument of(Moment moment) {
    GatewaySnapshot place = moment.place();
    OptionalDouble recomputed = Published.recomputed(place);
    return new ExplanationDocument(
        moment.gateway(),
        moment.second().unixMillis(),
        moment.second().generation(),
        moment.second().leader(),
        moment.second().alarms(),
        moment.presence().map(Presence::name),
        place.getState().name(),
        place.getKept(),
        place.getWeight(),
        place.getBasis().name(),
        because(place),
        recomputed.isPresent() ? Optional.of(recomputed.getAsDouble()) : Optional.empty(),
        place.hasParts() ? Optional.of(MadeOf.of(Published.score(place))) : Optional.empty(),
        moment.connections(),
        moment.ownWeight(),
        labelled(moment.use()));
  }

  /** The factors: {@code capacity x headroom^1.5 x slowStart x stateFactor}. */
  record MadeOf(
      double capacity,
      double headroom,
      String limitingResource,
      double slowStart,
      double stateFactor,
      Map<String, Part> parts) {
    static MadeOf of(Score score) {
      Map<String, Part> parts = new LinkedHashMap<>();
      score
          .parts()
          .forEach((resource, part) ->
              parts.put(
                  resource.label(), new Part(part.smoothed(), resource.limit(), part.headroom())));
      return new MadeOf(
          score.capacity(),
          score.headroom(),
          score.limiting().label(),
          score.slowStart(),
          score.stateFactor(),
          parts);
    }
  }

  /** One resource: {@code headroom = (limit - use) / limit}, 0 at least. */
  record Part(double use, double limit, double headroom) {}

  /** In one sentence. */
  static String because(GatewaySnapshot place) {
    String why =
        switch (place.getBasis()) {
          case SCORE -> byScore(place, Published.score(place));
          case LAST_RESORT ->
              "every gateway was full: a hundredth of its "
                  + Integer.toUnsignedString(place.getParts().getCapacity())
                  + " connections";
          case STATE_ALONE -> byState(place);
          case WEIGHT_BASIS_UNSPECIFIED, UNRECOGNIZED -> "the snapshot in force did not tell";
        };
    return place.getKept() ? "lost, and kept in place by the vanish guard; before: " + why : why;
  }

  private static String byScore(GatewaySnapshot place, Score score) {
    Score.Part tightest = score.part(score.limiting());
    return String.format(
        Locale.ROOT,
        "%s: %.1f %% in use of at most %.0f %% leaves headroom %.4f;"
            + " %.0f connections x %.4f^1.5 x slow start %.3f x %.1f for %s = %.3f",
        score.limiting().label(),
        100 * tightest.smoothed(),
        100 * score.limiting().limit(),
        score.headroom(),
        score.capacity(),
        score.headroom(),
        score.slowStart(),
        score.stateFactor(),
        place.getState(),
        place.getWeight());
  }

  private static String byState(GatewaySnapshot place) {
    return switch (place.getState()) {
      case DRAINING -> "draining: its clients were asked to move";
      case RESTARTING -> "handing over to its successor";
      case SUSPECT -> "its control stream was lost, its lease was not";
      case GONE -> "neither control stream nor lease";
      case UP, WARN, OVERLOADED, PLACEMENT_STATE_UNSPECIFIED, UNRECOGNIZED ->
          "not among those that take new clients";
    };
  }

  static Map<String, Double> labelled(Map<Resource, Double> use) {
    Map<String, Double> labelled = new LinkedHashMap<>();
    use.forEach((resource, share) -> labelled.put(resource.label(), share));
    return labelled;
  }
}
