package io.drawbridge.bench.overload;

/**
 * One axis of a plot: numbers to pixels.
 *
 * @param least number at {@code firstPixel}
 * @param most number at {@code lastPixel}, which may be the smaller pixel
 * @param logarithmic equal quotients are equally far apart; then all numbers are positive
 */
record Axis(double least, double most, int firstPixel, int lastPixel, boolean logarithmic) {
  Axis {
    if (!(least < most) || (logarithmic && least <= 0)) {
      throw new IllegalArgumentException(
          "axis: " + least + " to " + most + " (expected: rising" + (logarithmic ? ", > 0)" : ")"));
    }
  }

  static Axis linear(double least, double most, int firstPixel, int lastPixel) {
    return new Axis(least, most, firstPixel, lastPixel, false);
  }

  static Axis logarithmic(double least, double most, int firstPixel, int lastPixel) {
    return new Axis(least, most, firstPixel, lastPixel, true);
  }

  /** Where the number is; what lies beyond an end is at the end. */
  int pixel(double number) {
    double share =
        Math.clamp((scaled(number) - scaled(least)) / (scaled(most) - scaled(least)), 0.0, 1.0);
    return (int) Math.round(firstPixel + share * (lastPixel - firstPixel));
  }

  private double scaled(double number) {
    return logarithmic ? Math.log(Math.max(number, least)) : number;
  }
}
