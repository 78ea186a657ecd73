package io.drawbridge.gateway.policy;

import io.drawbridge.gateway.policy.Judging.Trial;
import io.drawbridge.policy.ServiceEntry;
import io.drawbridge.policy.ServicesPolicy;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.control.v1.TierCounts;
import io.drawbridge.proto.handover.v1.HandedRungs;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of this gateway: taken whole or not at all, kept for the next start, and judged by
 * on every loop.
 *
 * <p>Threads: {@link #apply} and {@link #look} from any, one at a time; what is read from any.
 */
public final class GatewayPolicies {
  /** Told of each problem of a set; a refusal is shown to people. */
  static final int MAX_REFUSAL = 2_000;

  static final int MAX_LINES_TOLD = 16;

  private static final List<Tier> TIERS =
      List.of(Tier.CRITICAL, Tier.INTERACTIVE, Tier.STANDARD, Tier.BACKGROUND);
  private static final Logger log = LoggerFactory.getLogger(GatewayPolicies.class);

  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Optional<LastGood> file;
  private final Heartbeat heartbeat;
  private final List<LoopPolicies> loops = new CopyOnWriteArrayList<>();
  private volatile InForce inForce = InForce.NOTHING;
  private volatile Judging judging = Judging.NOTHING;
  private Rules rules = Rules.none();
  private Rules trialRules = Rules.none();
  private long trials;
  private final RefusedDocuments refused = new RefusedDocuments();

  /**
   * A set as it came.
   *
   * @param fleetGeneration under which it was sent; versions rise within one
   */
  record InForce(
      long fleetGeneration, PolicySet set, List<ServiceEntry> services, boolean hasServices) {
    static final InForce NOTHING = new InForce(0, PolicySet.getDefaultInstance(), List.of(), false);
  }

  /**
   * None yet.
   *
   * @param file where the last good set is kept; empty = nowhere
   * @param heartbeatSeconds how often clients ping usually
   */
  public GatewayPolicies(
      Optional<LastGood> file, int heartbeatSeconds, InstantSource clock, LongSupplier nanoClock) {
    this.file = file;
    this.heartbeat = new Heartbeat(heartbeatSeconds, nanoClock);
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** What was in force when the last process ended; what has expired since does nothing. */
  public void restore() {
    file.flatMap(LastGood::read)
        .ifPresent(kept -> {
          Optional<String> problem = put(kept.fleetGeneration(), kept.set());
          problem.ifPresentOrElse(
              why -> log.warn("policies: those kept are not in force: {}", why),
              () ->
                  log.info(
                      "policies: {} of version {} are in force as kept",
                      kept.set().getDocumentsCount(),
                      kept.set().getVersion()));
        });
  }

  /**
   * Puts a set in force, unless a newer one is.
   *
   * @return why nothing of it is in force; empty = it is, or a newer one is
   */
  public synchronized Optional<String> apply(long fleetGeneration, PolicySet set) {
    InForce before = inForce;
    int generation = Long.compareUnsigned(fleetGeneration, before.fleetGeneration());
    int version = Long.compareUnsigned(set.getVersion(), before.set().getVersion());
    boolean older = generation < 0 || (generation == 0 && version < 0);
    if (older || set.equals(before.set())) {
      return Optional.empty();
    }
    Optional<String> problem = put(fleetGeneration, set);
    if (problem.isEmpty()) {
      file.ifPresent(kept -> kept.write(fleetGeneration, set.toBuilder().clearTrial().build()));
      log.info(
          "policies: {} of version {} are in force{}",
          set.getDocumentsCount(),
          set.getVersion(),
          set.hasTrial() ? ", " + set.getTrial().getName() + " is on trial" : "");
    } else {
      log.warn("policies: version {} is refused: {}", set.getVersion(), problem.get());
    }
    return problem;
  }

  private synchronized Optional<String> put(long fleetGeneration, PolicySet set) {
    Documents documents;
    Optional<Documents> withTrial = Optional.empty();
    try {
      documents = Documents.parse(set.getDocumentsList());
      if (set.hasTrial()) {
        withTrial = Optional.of(parseWithTrial(set));
      }
    } catch (WrongDocument e) {
      refused.add(fleetGeneration, set, e, inForce.set().getDocumentsList());
      return Optional.of(e.text().substring(0, Math.min(MAX_REFUSAL, e.text().length())));
    }
    if (set.hasTrial() && !set.getTrial().equals(inForce.set().getTrial())) {
      trials++;
      trialRules = Rules.none();
    }
    rules = rules.next(documents, nanoClock);
    trialRules = withTrial.map(tried -> trialRules.next(tried, nanoClock)).orElseGet(Rules::none);
    List<ServicesPolicy> services = documents.all(ServicesPolicy.class);
    inForce =
        new InForce(
            fleetGeneration,
            set,
            services.stream().flatMap(policy -> policy.services().stream()).toList(),
            !services.isEmpty());
    judge();
    return Optional.empty();
  }

  /** With it in the place of the document of its name; if that is wrong, it is the reason. */
  private static Documents parseWithTrial(PolicySet set) throws WrongDocument {
    List<PolicyDocument> documents = new ArrayList<>(set.getDocumentsList());
    documents.removeIf(document -> document.getName().equals(set.getTrial().getName()));
    documents.add(set.getTrial());
    try {
      return Documents.parse(documents);
    } catch (WrongDocument e) {
      throw new WrongDocument(e.text(), Optional.of(set.getTrial()));
    }
  }

  /**
   * Goes along the rungs, ends what has expired; several times a second.
   *
   * @param overloaded the gateway itself does not admit everything
   */
  public synchronized void look(boolean overloaded) {
    long now = nanoClock.getAsLong();
    rules.look(overloaded, now);
    trialRules.look(overloaded, now);
    judge();
  }

  /** Where this gateway stands on the rungs of degradations by overload, for its next process. */
  public synchronized List<HandedRungs> handedRungs() {
    return rules.handedRungs(nanoClock.getAsLong());
  }

  /** Goes on where the process before stopped; policies that are not known here begin anew. */
  public synchronized void goOnAs(List<HandedRungs> handed) {
    rules.goOnAs(handed, nanoClock.getAsLong());
    judge();
  }

  /** Forgets buckets of users who have not sent for long; each few seconds. */
  public void sweep() {
    Judging now = judging;
    now.throttles().sweep();
    if (now.trial() != null) {
      now.trial().throttles().sweep();
    }
  }

  private void judge() {
    Measures measures = rules.measures(clock.instant());
    Trial trial =
        inForce.set().hasTrial()
            ? new Trial(trials, trialRules.throttles(), trialRules.measures(clock.instant()))
            : null;
    Judging next = new Judging(rules.throttles(), measures, trial);
    if (!next.equals(judging)) {
      if (!measures.equals(judging.measures())) {
        log.warn("degradation: {}", measures.lines().isEmpty() ? "none" : measures.lines());
      }
      heartbeat.stretch(measures.heartbeatSeconds());
      judging = next;
    }
  }

  /** One for each event loop. */
  public LoopPolicies newLoop() {
    LoopPolicies loop = new LoopPolicies(() -> judging, heartbeat);
    loops.add(loop);
    return loop;
  }

  /** How often clients ping, as they are told. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** What is left out now. */
  public Measures measures() {
    return judging.measures();
  }

  /** The services that documents name; empty = no document does, and the file counts. */
  public Optional<List<ServiceEntry>> services() {
    InForce now = inForce;
    return now.hasServices() ? Optional.of(now.services()) : Optional.empty();
  }

  /** Version of the set in force; 0 = none. */
  public long version() {
    return inForce.set().getVersion();
  }

  /** Documents in force. */
  public int documents() {
    return inForce.set().getDocumentsCount();
  }

  /** Users that are limited one by one now. */
  public int limitedUsers() {
    return judging.throttles().users();
  }

  /** As reports tell it. */
  public synchronized PolicyState state() {
    PolicySet set = inForce.set();
    List<String> lines = measures().lines();
    PolicyState.Builder state =
        PolicyState.newBuilder()
            .setVersion(set.getVersion())
            .addAllMeasures(lines.subList(0, Math.min(MAX_LINES_TOLD, lines.size())));
    set.getDocumentsList()
        .forEach(document -> state.addDocuments(document.toBuilder().clearText()));
    if (set.hasTrial()) {
      state.setTrial(set.getTrial().toBuilder().clearText());
    }
    refused.tell(state);
    return state.build();
  }

  /** As reports tell it: what became of messages, for tiers that had any. */
  public List<TierCounts> tiers() {
    Trial trial = judging.trial();
    long number = trial == null ? -1 : trial.number();
    List<TierCounts> tiers = new ArrayList<>();
    for (int tier = 0; tier < TierTally.TIERS; tier++) {
      int index = tier;
      long offered = loops.stream().mapToLong(loop -> loop.offered(index)).sum();
      if (offered > 0) {
        tiers.add(
            TierCounts.newBuilder()
                .setTier(TIERS.get(tier))
                .setOffered(offered)
                .setRefusedByPolicy(sum(loop -> loop.refused(index)))
                .setRefusedByOverload(sum(loop -> loop.refusedByOverloadOf(index)))
                .setOfferedOnTrial(sum(loop -> loop.offeredOnTrial(number, index)))
                .setRefusedOnTrial(sum(loop -> loop.refusedOnTrial(number, index)))
                .build());
      }
    }
    return tiers;
  }

  private long sum(ToLongFunction<LoopPolicies> part) {
    return loops.stream().mapToLong(part).sum();
  }

  /** Messages of a tier that policies refused since the start, CRITICAL = 0. */
  public long refused(int tier) {
    return sum(loop -> loop.refused(tier));
  }
}
