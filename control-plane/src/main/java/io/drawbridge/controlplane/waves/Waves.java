package io.drawbridge.controlplane.waves;

import java.util.List;

/** How many gateways have been restarted when a wave is complete. Pure. */
final class Waves {
  /** The first wave is one gateway; then these shares of all, rounded up. */
  private static final List<Double> SHARES = List.of(0.0, 0.05, 0.25, 1.0);

  static final int LAST = SHARES.size();

  private Waves() {}

  /**
   * Each wave has one more at least.
   *
   * @param wave 1 to {@link #LAST}
   * @param before restarted in earlier waves
   * @param of all there are, those among them
   */
  static int upto(int wave, int before, int of) {
    int share = (int) Math.ceil(SHARES.get(wave - 1) * of);
    return Math.min(of, Math.max(before + 1, share));
  }

  /** How often restarted gateways are yet watched, the present wave among them. */
  static int gatesLeft(int wave, int upto, int of) {
    int gates = 1;
    int reached = upto;
    for (int next = wave + 1; next <= LAST && reached < of; next++) {
      reached = upto(next, reached, of);
      gates++;
    }
    return gates;
  }
}
