package io.drawbridge.gateway.peer;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.ranking.Candidate;
import io.drawbridge.ranking.CandidatePool;
import io.drawbridge.ranking.DeviceBucket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where clients are sent that this gateway cannot keep. Each has an order of its own, drawn by
 * weight: the clients of a full gateway must not all meet on the best sibling. Immutable.
 */
final class Siblings {
  static final Siblings NONE = Siblings.of(PeerList.getDefaultInstance());

  private final Map<String, List<Endpoint>> endpoints;
  private final CandidatePool pool;

  private Siblings(Map<String, List<Endpoint>> endpoints, CandidatePool pool) {
    this.endpoints = endpoints;
    this.pool = pool;
  }

  /** Those of a list; endpoints without a gateway or a weight to go by are left out. */
  static Siblings of(PeerList list) {
    Map<String, List<Endpoint>> endpoints = new LinkedHashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    boolean weighted = list.getSiblingWeightsCount() == list.getSiblingsCount();
    for (int i = 0; i < list.getSiblingsCount(); i++) {
      Endpoint endpoint = list.getSiblings(i);
      double weight = weighted ? list.getSiblingWeights(i) : 1;
      if (endpoint.getGateway().isEmpty() || !(weight > 0) || Double.isInfinite(weight)) {
        continue;
      }
      List<Endpoint> known = endpoints.get(endpoint.getGateway());
      if (known == null) {
        known = new ArrayList<>();
        endpoints.put(endpoint.getGateway(), known);
        candidates.add(new Candidate(endpoint.getGateway(), "", weight));
      }
      known.add(endpoint);
    }
    return new Siblings(endpoints, CandidatePool.of(candidates));
  }

  /** For one client, best first. */
  List<Endpoint> drawn(RandomGenerator random) {
    DeviceBucket bucket = new DeviceBucket(random.nextInt(DeviceBucket.COUNT));
    return pool.rank(bucket, Optional.empty(), endpoints.size()).stream()
        .flatMap(candidate -> endpoints.getOrDefault(candidate.gateway(), List.of()).stream())
        .toList();
  }
}
