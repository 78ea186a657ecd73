package io.drawbridge.bench.overload;

/**
 * A load of messages from one moment on.
 *
 * @param ratePerSecond messages of all tiers together
 * @param hungRatePerSecond the same to the service that nobody answers
 * @param settleSeconds its first seconds, which are counted apart
 * @param seconds those behind them
 */
public record Step(int ratePerSecond, int hungRatePerSecond, int settleSeconds, int seconds) {
  private static final int WORDS = 5;

  /** As one line for a process's standard input. */
  public String line() {
    return "step " + ratePerSecond + " " + hungRatePerSecond + " " + settleSeconds + " " + seconds;
  }

  static Step parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != WORDS || !words[0].equals("step")) {
      throw new IllegalArgumentException(
          line + " (expected: step RATE HUNG-RATE SETTLE-SECONDS SECONDS)");
    }
    return new Step(
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]));
  }
}
