package io.drawbridge.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which gateways a document is for: those that match everything that is given; nothing given is all
 * of them.
 *
 * @param regions names of regions, any of them
 * @param gateways ids of gateways, any of them
 * @param labels what a gateway must be labelled with, all of them
 */
public record Selector(
    Optional<List<String>> regions,
    Optional<List<String>> gateways,
    Optional<Map<String, String>> labels) {
  /** Every gateway. */
  public static final Selector ALL =
      new Selector(Optional.empty(), Optional.empty(), Optional.empty());

  static final int MAX_NAMES = 256;
  static final int MAX_LABELS = 16;

  public Selector {
    regions.ifPresent(names -> Names.requireNames("regions", names, MAX_NAMES));
    gateways.ifPresent(names -> Names.requireNames("gateways", names, MAX_NAMES));
    if (labels.isPresent() && (labels.get().isEmpty() || labels.get().size() > MAX_LABELS)) {
      throw new IllegalArgumentException(
          "labels: " + labels.get().size() + " (expected: 1 to " + MAX_LABELS + ")");
    }
  }

  /** A gateway as documents select it. */
  public record Subject(String region, String gateway, Map<String, String> labels) {}

  /** True if the document is for this gateway. */
  public boolean selects(Subject subject) {
    return regions.map(names -> names.contains(subject.region())).orElse(true)
        && gateways.map(names -> names.contains(subject.gateway())).orElse(true)
        && labels
            .map(wanted -> subject.labels().entrySet().containsAll(wanted.entrySet()))
            .orElse(true);
  }

  /** False only if no gateway can be selected by both. */
  public boolean mayMeet(Selector other) {
    return mayMeet(regions, other.regions)
        && mayMeet(gateways, other.gateways)
        && labels
            .map(ours -> other.labels.map(theirs -> agree(ours, theirs)).orElse(true))
            .orElse(true);
  }

  private static boolean mayMeet(Optional<List<String>> ours, Optional<List<String>> theirs) {
    return ours.isEmpty()
        || theirs.isEmpty()
        || ours.get().stream().anyMatch(theirs.get()::contains);
  }

  /** A gateway has one value a label. */
  private static boolean agree(Map<String, String> ours, Map<String, String> theirs) {
    return ours.entrySet().stream()
        .allMatch(
            each -> theirs.getOrDefault(each.getKey(), each.getValue()).equals(each.getValue()));
  }
}
