package io.drawbridge.ranking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Candidates ordered per bucket by weighted rendezvous hashing: each candidate draws
 *
 * <pre>  score = -ln(u) / weight,   u = hash(bucket, gateway) in (0, 1)</pre>
 *
 * and the smallest score comes first. A candidate is first for exactly its share of the buckets,
 * and adding, removing or reweighting one moves only the buckets it gains or loses. Nothing depends
 * on the order in which candidates are given.
 *
 * <p>The method: highest random weight (Thaler and Ravishankar, IEEE/ACM Transactions on Networking
 * 6(1), 1998); the logarithm that makes shares follow weights: Schindelhauer and Schomaker,
 * "Weighted distributed hash tables", SPAA 2005. As exponential lots of rate {@code weight}, the
 * rest of the order is again a weighted draw among the rest.
 *
 * <p>Immutable; safe from any thread. Cost: one hash and one logarithm per candidate and ranking.
 */
public final class CandidatePool {
  private static final Comparator<Draw> SMALLEST_SCORE_FIRST =
      Comparator.comparingDouble(Draw::score).thenComparing(draw -> draw.candidate().gateway());

  private final List<Lot> lots;

  private CandidatePool(List<Lot> lots) {
    this.lots = lots;
  }

  public static CandidatePool of(Collection<Candidate> candidates) {
    return new CandidatePool(candidates.stream().map(Lot::of).toList());
  }

  public boolean isEmpty() {
    return lots.isEmpty();
  }

  /**
   * At most {@code size} candidates, best first: {@code previous} if it is a candidate, then by
   * score; among the first three are two failure domains where there are two.
   */
  public List<Candidate> rank(DeviceBucket bucket, Optional<String> previous, int size) {
    List<Candidate> ordered = new ArrayList<>(lots.size());
    for (Draw draw : draws(bucket)) {
      boolean first = previous.isPresent() && previous.get().equals(draw.candidate().gateway());
      ordered.add(first ? 0 : ordered.size(), draw.candidate());
    }
    FailureDomains.spread(ordered, size);
    return List.copyOf(ordered.subList(0, Math.min(size, ordered.size())));
  }

  /** Every candidate's draw for this bucket, smallest score first: the numbers behind a ranking. */
  public List<Draw> draws(DeviceBucket bucket) {
    return lots.stream().map(lot -> lot.draw(bucket)).sorted(SMALLEST_SCORE_FIRST).toList();
  }

  /** A candidate with what does not depend on the bucket. */
  private record Lot(Candidate candidate, long nameHash, double weight) {
    static Lot of(Candidate candidate) {
      return new Lot(
          candidate, Hash64.of(candidate.gateway()), WeightSteps.round(candidate.weight()));
    }

    Draw draw(DeviceBucket bucket) {
      double unit = Hash64.unit(Hash64.of(nameHash, bucket.number()));
      // StrictMath: replicas on different machines must agree to the last bit.
      return new Draw(candidate, weight, unit, -StrictMath.log(unit) / weight);
    }
  }
}
