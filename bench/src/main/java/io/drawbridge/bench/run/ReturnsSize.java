package io.drawbridge.bench.run;

/**
 * How many clients come back. The figures of docs/performance.md are of {@link #FULL}; anything
 * else is for trying.
 *
 * @param clients of the gateway that is killed
 * @param undisturbed clients of the two others
 * @param connectsPerSecond that each gateway answers
 * @param processes that the clients are divided among; a process may open 20,000 files
 * @param secondsBefore for which the undisturbed are asked before the kill
 * @param naivePercent of the clients dial at once, in the second run
 */
public record ReturnsSize(
    int clients,
    int undisturbed,
    int connectsPerSecond,
    int processes,
    int secondsBefore,
    int naivePercent) {
  /** What docs/performance.md speaks of. */
  public static final ReturnsSize FULL = new ReturnsSize(15_000, 1_000, 500, 2, 10, 10);
}
