package io.drawbridge.cli.orders;

/**
 * What became of an order.
 *
 * @param code the exit code of who gave it: 0 done, 1 failed, 2 it makes no sense
 * @param text for people; may have several lines
 */
public record Answer(int code, String text) {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;
}
