package io.drawbridge.ranking;

import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places clients on the gateways of one snapshot. While any gateway is open, only open ones are
 * given; otherwise the least bad ones, kept before full. A ranking is degraded if every gateway in
 * it is overloaded or kept by the vanish guard, or was given although it has no weight. Immutable;
 * safe from any thread.
 */
public final class Placement {
  private final Map<String, Standing> standings;
  private final CandidatePool open;
  private final boolean degraded;
  private final List<CandidatePool> lastResorts;

  private Placement(
      Map<String, Standing> standings,
      CandidatePool open,
      boolean degraded,
      List<CandidatePool> lastResorts) {
    this.standings = standings;
    this.open = open;
    this.degraded = degraded;
    this.lastResorts = lastResorts;
  }

  /** Of gateways with distinct ids, for clients that can use {@code transports}. */
  public static Placement of(Iterable<GatewaySnapshot> gateways, Set<Transport> transports) {
    Map<String, Standing> standings = new LinkedHashMap<>();
    List<Candidate> open = new ArrayList<>();
    List<Candidate> kept = new ArrayList<>();
    List<Candidate> full = new ArrayList<>();
    boolean degraded = true;
    for (GatewaySnapshot gateway : gateways) {
      Standing standing = Standing.of(gateway, transports);
      standings.put(gateway.getGateway(), standing);
      switch (standing) {
        case Standing.Open(double weight) -> {
          open.add(candidate(gateway, weight));
          degraded &= isLeastBad(gateway);
        }
        case Standing.LastResort(Standing.Kind kind) ->
            (kind == Standing.Kind.KEPT ? kept : full).add(candidate(gateway, 1));
        case Standing.Out out -> {}
      }
    }
    return new Placement(
        Collections.unmodifiableMap(standings),
        CandidatePool.of(open),
        degraded,
        List.of(CandidatePool.of(kept), CandidatePool.of(full)));
  }

  /** Open only because the control plane, too, found nothing better. */
  private static boolean isLeastBad(GatewaySnapshot gateway) {
    return gateway.getKept() || gateway.getState() == PlacementState.OVERLOADED;
  }

  private static Candidate candidate(GatewaySnapshot gateway, double weight) {
    return new Candidate(gateway.getGateway(), gateway.getFailureDomain(), weight);
  }

  /** At most {@code size} gateways for one bucket; {@code previous} first if it may be given. */
  public Ranking rank(DeviceBucket bucket, Optional<String> previous, int size) {
    if (!open.isEmpty()) {
      return new Ranking(open.rank(bucket, previous, size), degraded);
    }
    List<Candidate> leastBad = new ArrayList<>();
    for (CandidatePool pool : lastResorts) {
      leastBad.addAll(pool.rank(bucket, previous, size - leastBad.size()));
    }
    return new Ranking(leastBad, true);
  }

  /** Every gateway's standing by id, in the order of the snapshot. */
  public Map<String, Standing> standings() {
    return standings;
  }

  /** The draws behind {@link #rank}: of the open gateways, or of the last resorts, kept first. */
  public List<Draw> draws(DeviceBucket bucket) {
    if (!open.isEmpty()) {
      return open.draws(bucket);
    }
    return lastResorts.stream().flatMap(pool -> pool.draws(bucket).stream()).toList();
  }
}
