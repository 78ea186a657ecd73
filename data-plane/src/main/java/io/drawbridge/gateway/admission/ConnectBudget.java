package io.drawbridge.gateway.admission;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * CONNECTs that are answered in a second: 70 of a hundred are for clients that come back to their
 * session, 30 for new ones, and each kind may have what the other leaves. Whoever is refused is
 * told over what time to come again: the longer, the more there are.
 *
 * <pre>
 *   all       |=========================|
 *   resumes   |=================|        a kind whose own are spent may borrow from all,
 *   new ones                    |=======|  less what the other kind holds
 * </pre>
 *
 * <p>Threads: any; neither locks nor allocates. Loops that borrow at the same moment may take one
 * from the other kind's share each, never more than there are in all.
 */
public final class ConnectBudget {
  /** Nobody is told to stay away for longer; by then the fleet has other places. */
  public static final long LONGEST_RETURN_MILLIS = 60_000;

  private static final double RESUMES = 0.7;

  /**
   * A twentieth of a second's CONNECTs may come at once, as sockets do. It comes on top of the rate
   * in the first second of a wave, which so stays within a tenth of the limit.
   */
  private static final int BURSTS_PER_SECOND = 20;

  /** Half of the budget is for those who come back, the other for those who come first. */
  private static final int RETURN_SHARE = 2;

  private final TokenBucket all;
  private final TokenBucket resumes;
  private final TokenBucket newcomers;
  private final TokenBucket returning;

  /** Nothing is spent at first. */
  public ConnectBudget(int perSecond, LongSupplier nanoClock) {
    int burst = Math.max(2, perSecond / BURSTS_PER_SECOND);
    int ofResumes = Math.max(1, (int) (burst * RESUMES));
    this.all = new TokenBucket(perSecond, burst, nanoClock);
    this.resumes = new TokenBucket(perSecond * RESUMES, ofResumes, nanoClock);
    this.newcomers = new TokenBucket(perSecond * (1 - RESUMES), burst - ofResumes, nanoClock);
    this.returning = new TokenBucket((double) perSecond / RETURN_SHARE, 1, nanoClock);
  }

  /** Asks for one CONNECT; false = it must not be answered now. */
  public boolean take(boolean resumes) {
    TokenBucket own = resumes ? this.resumes : newcomers;
    TokenBucket other = resumes ? newcomers : this.resumes;
    return own.take() ? all.take() : all.takeAbove(other.held());
  }

  /**
   * Counts one more that is refused, and says over what time it should draw its return.
   *
   * @return at least {@code leastMillis}, unless that is more than {@link #LONGEST_RETURN_MILLIS}
   */
  public long returnWithinMillis(long leastMillis) {
    long untilServed = TimeUnit.NANOSECONDS.toMillis(returning.nanosUntilFull());
    if (untilServed < LONGEST_RETURN_MILLIS) {
      returning.takeAnyway();
    }
    return Math.min(LONGEST_RETURN_MILLIS, Math.max(leastMillis, untilServed));
  }
}
