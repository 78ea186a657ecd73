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

  static Check passing() {
    return new Passing();
  }

  static Check failing(String because) {
    return new Failing(because);
  }
}
