package io.drawbridge.controlplane.scoring;

/**
 * Shares from 0 to 1 in steps of 1/1024. Weights are made of shares so rounded, so that what is
 * published and kept in two bytes each gives the same weight again, to the last bit. A tenth of a
 * percent is finer than any load is known, and a snapshot tells ten shares of every gateway.
 */
public final class Steps {
  private static final int ONE = 1 << 10;

  private Steps() {}

  static double rounded(double share) {
    return share(of(share));
  }

  /** The nearest number of steps, 0 to 1024. */
  public static int of(double share) {
    return (int) Math.round(Math.clamp(share, 0.0, 1.0) * ONE);
  }

  public static double share(int steps) {
    return (double) steps / ONE;
  }
}
