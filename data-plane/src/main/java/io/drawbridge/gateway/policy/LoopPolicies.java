package io.drawbridge.gateway.policy;

import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.policy.TierName;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One loop's side of policies: judges messages and counts them. Judging allocates nothing once a
 * service is known. Threads: the loop; counts are read by another.
 */
public final class LoopPolicies {
  private static final TierName[] TIERS = TierName.values();

  private final Supplier<Judging> judging;
  private final Heartbeat heartbeat;
  private final TierTally offered = new TierTally();
  private final TierTally refused = new TierTally();
  private final TierTally overloaded = new TierTally();
  private volatile TrialTally trial = new TrialTally(0);
  private long waitNanos;

  LoopPolicies(Supplier<Judging> judging, Heartbeat heartbeat) {
    this.judging = judging;
    this.heartbeat = heartbeat;
  }

  /** What became of one trial's messages. */
  private static final class TrialTally {
    private final long number;
    private final TierTally offered = new TierTally();
    private final TierTally refused = new TierTally();

    TrialTally(long number) {
      this.number = number;
    }
  }

  /** Why a message is refused. */
  public enum Verdict {
    /** It is not. */
    ADMITTED,
    /** Its tier is refused now. */
    TIER,
    /** Its body is larger than is taken now; {@link #maxBodyBytes}. */
    TOO_LARGE,
    /** A limit has no token; {@link #waitMillis} tells when it has one. */
    TOO_FAST
  }

  /**
   * What is known of a service on this loop: the limits that match it, found once after each
   * change. Its owner keeps it.
   */
  public static final class OfService {
    private final String app;
    private final String name;
    private final int tier;
    private @Nullable Throttles of;
    private @Nullable ServiceLimits limits;
    private @Nullable Throttles trialOf;
    private @Nullable ServiceLimits trialLimits;

    /** {@code tier}: CRITICAL = 0. */
    public OfService(String app, String name, int tier) {
      this.app = app;
      this.name = name;
      this.tier = tier;
    }

    /** True if it is the service described so. */
    public boolean is(String otherName, int otherTier) {
      return tier == otherTier && name.equals(otherName);
    }

    private ServiceLimits limits(Throttles now) {
      ServiceLimits known = limits;
      if (known == null || of != now) {
        known = new ServiceLimits(now.all(), app, name, TIERS[tier]);
        limits = known;
        of = now;
      }
      return known;
    }

    private ServiceLimits trialLimits(Throttles now) {
      ServiceLimits known = trialLimits;
      if (known == null || trialOf != now) {
        known = new ServiceLimits(now.all(), app, name, TIERS[tier]);
        trialLimits = known;
        trialOf = now;
      }
      return known;
    }
  }

  /** Judges one message. */
  public Verdict judge(OfService service, UserKey user, int bodyBytes) {
    Judging now = judging.get();
    int tier = service.tier;
    offered.add(tier);
    Judging.Trial tried = now.trial();
    if (tried != null) {
      judge(tried, service, user, bodyBytes);
    }
    Verdict verdict = byMeasures(now.measures(), tier, bodyBytes);
    if (verdict == Verdict.ADMITTED && !now.throttles().all().isEmpty()) {
      waitNanos = service.limits(now.throttles()).take(user);
      verdict = waitNanos > 0 ? Verdict.TOO_FAST : verdict;
    }
    if (verdict != Verdict.ADMITTED) {
      refused.add(tier);
    }
    return verdict;
  }

  private void judge(Judging.Trial tried, OfService service, UserKey user, int bodyBytes) {
    TrialTally tally = trial;
    if (tally.number != tried.number()) {
      tally = new TrialTally(tried.number());
      trial = tally;
    }
    tally.offered.add(service.tier);
    boolean refuses =
        byMeasures(tried.measures(), service.tier, bodyBytes) != Verdict.ADMITTED
            || (!tried.throttles().all().isEmpty()
                && service.trialLimits(tried.throttles()).take(user) > 0);
    if (refuses) {
      tally.refused.add(service.tier);
    }
  }

  private static Verdict byMeasures(Measures measures, int tier, int bodyBytes) {
    if (measures.refuses(tier)) {
      return Verdict.TIER;
    }
    return bodyBytes > measures.maxBodyBytes() ? Verdict.TOO_LARGE : Verdict.ADMITTED;
  }

  /** Until a limit that said {@code TOO_FAST} just now takes one again. */
  public int waitMillis() {
    return (int)
        Math.clamp(TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1, 1, TimeUnit.MINUTES.toMillis(1));
  }

  /** Which limit said so. */
  public String exhausted(OfService service, UserKey user) {
    return service.limits(judging.get().throttles()).exhausted(user);
  }

  /** The largest body that is taken now. */
  public long maxBodyBytes() {
    return judging.get().measures().maxBodyBytes();
  }

  /** True while clients are told which tiers are refused, or how often to ping. */
  public boolean hasNews() {
    return judging.get().measures().refusedTiers() != 0 || heartbeat.newsSeconds() != 0;
  }

  /** Bit t: messages of tier t are refused. */
  public int refusedTiers() {
    return judging.get().measures().refusedTiers();
  }

  /** How often clients ping from now on; 0 = nothing new. */
  public int heartbeatSeconds() {
    return heartbeat.newsSeconds();
  }

  /** No policy refused it, but overload control did. */
  public void refusedByOverload(int tier) {
    overloaded.add(tier);
  }

  long offered(int tier) {
    return offered.of(tier);
  }

  long refused(int tier) {
    return refused.of(tier);
  }

  long refusedByOverloadOf(int tier) {
    return overloaded.of(tier);
  }

  long offeredOnTrial(long number, int tier) {
    TrialTally tally = trial;
    return tally.number == number ? tally.offered.of(tier) : 0;
  }

  long refusedOnTrial(long number, int tier) {
    TrialTally tally = trial;
    return tally.number == number ? tally.refused.of(tier) : 0;
  }
}
