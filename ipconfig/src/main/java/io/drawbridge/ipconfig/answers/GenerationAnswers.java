package io.drawbridge.ipconfig.answers;

import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.ranking.Placement;
import io.drawbridge.ranking.Ranking;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The answers of one snapshot. */
final class GenerationAnswers {
  /** About 16 MiB of answers; further ones are made anew each time, at some 10 microseconds. */
  static final int MAX_KEPT = 16_384;

  private final SnapshotInForce from;
  private final Hints hints;
  private final Map<String, GatewaySnapshot> gateways;

  /** At most one for each set of transports, 15. */
  private final Map<Set<Transport>, Placement> placements = new ConcurrentHashMap<>();

  private final Map<Asker, Answer> kept = new ConcurrentHashMap<>();
  private final AtomicInteger keptCount = new AtomicInteger();

  GenerationAnswers(SnapshotInForce from, Hints hints) {
    this.from = from;
    this.hints = hints;
    this.gateways =
        from.snapshot().getGatewaysList().stream()
            .collect(Collectors.toMap(GatewaySnapshot::getGateway, Function.identity()));
  }

  SnapshotInForce from() {
    return from;
  }

  /** Empty if no gateway may be given. */
  Optional<Answer> answer(Asker asker) {
    Asker known = withoutUnknownPrevious(asker);
    Answer ready = kept.get(known);
    if (ready != null) {
      return Optional.of(ready);
    }
    Optional<Answer> made = make(known);
    made.ifPresent(answer -> keep(known, answer));
    return made;
  }

  /** Names that clients make up share the answer of those without a previous gateway. */
  private Asker withoutUnknownPrevious(Asker asker) {
    boolean known = asker.previous().filter(gateways::containsKey).isPresent();
    return known ? asker : new Asker(asker.bucket(), Optional.empty(), asker.transports());
  }

  private Optional<Answer> make(Asker asker) {
    Placement placement =
        placements.computeIfAbsent(
            asker.transports(),
            transports -> Placement.of(from.snapshot().getGatewaysList(), transports));
    Ranking ranking = placement.rank(asker.bucket(), asker.previous(), hints.size());
    if (ranking.gateways().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new AnswerWriter(from, hints, gateways).write(ranking, asker.transports()));
  }

  private void keep(Asker asker, Answer answer) {
    if (keptCount.get() < MAX_KEPT && kept.putIfAbsent(asker, answer) == null) {
      keptCount.incrementAndGet();
    }
  }
}
