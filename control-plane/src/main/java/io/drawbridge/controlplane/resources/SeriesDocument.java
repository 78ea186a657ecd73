package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.history.Moment;
import io.drawbridge.controlplane.scoring.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway second by second, oldest first: the same index is the same second in every list.
 *
 * @param weight published
 * @param ownWeight by the newest report, at the replica that answers
 * @param use of each resource in the newest report, as a share of the capacity
 */
record SeriesDocument(
    String gateway,
    List<Long> unixMillis,
    List<String> state,
    List<Double> weight,
    List<Double> ownWeight,
    List<Integer> connections,
    Map<String, List<Double>> use) {
  static SeriesDocument of(String gateway, List<Moment> moments) {
    Map<String, List<Double>> use = new LinkedHashMap<>();
    for (Resource resource : Resource.values()) {
      use.put(resource.label(), moments.stream().map(moment -> moment.use(resource)).toList());
    }
    return new SeriesDocument(
        gateway,
        moments.stream().map(moment -> moment.second().unixMillis()).toList(),
        moments.stream().map(moment -> moment.place().getState().name()).toList(),
        moments.stream().map(moment -> moment.place().getWeight()).toList(),
        moments.stream().map(Moment::ownWeight).toList(),
        moments.stream().map(Moment::connections).toList(),
        use);
  }
}
