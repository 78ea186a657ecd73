package io.drawbridge.gateway.overload;

import java.time.Duration;

/** One loop's side of overload control. Threads: the loop; {@code lag...} are read by another. */
public final class LoopOverload {
  private static final int NANOS = 0;
  private static final int SAMPLES = 1;

  private final Overload all;
  private final int index;
  private final LoopGate own;
  private final Counts lag = new Counts(2);
  private long lastLagNanos; // the reader's
  private long lastLagSamples; // the reader's
  private int pass;

  /**
   * @param index among the loops
   */
  LoopOverload(Overload all, int index, LoopGate own) {
    this.all = all;
    this.index = index;
    this.own = own;
  }

  /**
   * The gate of a business, one for all of its services; whoever asks keeps it until {@link
   * #leave}.
   *
   * @param business equal for services that the same processes answer
   * @param extra how much longer than usual its answers may take
   */
  public LoopGate join(Object business, Duration extra) {
    return all.join(index, business, extra);
  }

  /** A service is another business's now; what it had under way here is closed already. */
  public void leave(LoopGate business) {
    all.leave(business);
  }

  /**
   * Judges a message: first by the gateway, then by its business.
   *
   * @param told the level that the business's instance has told itself; 0 = none
   * @param cohort the user's, by {@link #cohort}
   */
  public Verdict judge(LoopGate business, int told, int tier, int cohort) {
    int priority = Priority.of(tier, cohort);
    Verdict byGateway = own.judge(priority, Priority.ALL, pass);
    if (!byGateway.isAdmitted()) {
      return byGateway;
    }
    return business.judge(priority, told == 0 ? Priority.ALL : told, pass);
  }

  /** What was gathered has left for the businesses. */
  public void gatheredHasLeft() {
    pass++;
  }

  /** A message has passed the gateway; {@code nanos} that it waited for nobody else. */
  public void routed(long nanos) {
    own.answered(nanos);
  }

  /** A periodic task of the loop ran so late. */
  public void lagged(long nanos) {
    lag.add(NANOS, nanos);
    lag.add(SAMPLES, 1);
  }

  /** True while clients should be told with each ack what is admitted. */
  public boolean hasNews() {
    return all.hasNews();
  }

  /** A user's in this hour. */
  public int cohort(Standing standing, String app, String user) {
    return standing.cohort(app, user, all.salt());
  }

  /** Bit t: messages of tier t by this cohort are admitted by the gateway now. */
  public int admitted(int cohort) {
    return admitted(own.level(), cohort);
  }

  /** The same in a lane: what the business admits, too. */
  public int admitted(LoopGate business, int told, int cohort) {
    int level = Math.min(own.level(), business.level());
    return admitted(told == 0 ? level : Math.min(told, level), cohort);
  }

  private static int admitted(int level, int cohort) {
    int admitted = 0;
    for (int tier = 0; tier < Priority.TIERS; tier++) {
      admitted |= Priority.of(tier, cohort) <= level ? 1 << tier : 0;
    }
    return admitted;
  }

  /** Since the last call. One reader. */
  long lagNanos() {
    long sum = lag.get(NANOS);
    long since = sum - lastLagNanos;
    lastLagNanos = sum;
    return since;
  }

  /** Since the last call. One reader. */
  long lagSamples() {
    long sum = lag.get(SAMPLES);
    long since = sum - lastLagSamples;
    lastLagSamples = sum;
    return since;
  }
}
