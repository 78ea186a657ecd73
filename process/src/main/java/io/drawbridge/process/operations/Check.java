package io.drawbridge.process.operations;

/** What one check found. */
public sealed interface Check {
  record Passing() implements Check {}

  /**
   * It does not hold.
   *
   * @param because for operators: what is missing, since when
   */
  record Failing(String because) implements Check {}

  /**
   * It does not hold, and the work goes on all the same: shown to operators, and no reason to send
   * work elsewhere.
   */
  record Degraded(String because) implements Check {}

  static Check passing() {
    return new Passing();
  }

  static Check degraded(String because) {
    return new Degraded(because);
  }

  static Check failing(String because) {
    return new Failing(because);
  }
}
