package io.drawbridge.ranking;

/**
 * Rounds weights to sixteenths of an octave, so that a gateway whose weight wavers by a percent or
 * two moves nobody. The steps are relative (4.4 % each), because only ratios of weights matter and
 * a change of one gateway must not round another one differently.
 */
final class WeightSteps {
  /** The rounding error is at most half a step, 2.2 %. */
  private static final int STEPS_PER_OCTAVE = 16;

  private static final double LN_2 = StrictMath.log(2);

  private WeightSteps() {}

  /** The step nearest to {@code weight}, which is positive and finite. */
  static double round(double weight) {
    // StrictMath: Math.log and Math.pow may differ in the last bit from one machine to another.
    double octaves = StrictMath.log(weight) / LN_2;
    double rounded = StrictMath.rint(octaves * STEPS_PER_OCTAVE) / STEPS_PER_OCTAVE;
    return StrictMath.pow(2, rounded);
  }
}
