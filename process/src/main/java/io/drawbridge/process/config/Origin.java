package io.drawbridge.process.config;

/**
 * Where a value was written: a file and its 1-based line, or an environment variable (line 0).
 *
 * @param source file name as the user gave it, or the variable's name
 */
record Origin(String source, int line) {
  static Origin of(String source) {
    return new Origin(source, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
