package io.drawbridge.bench.overload;

import java.util.random.RandomGenerator;

/**
 * When the next message is due, and whose it is: a Poisson process over all clients, and so one of
 * its own in each. Nobody's answer changes it. Not thread-safe.
 */
final class Arrivals {
  private final RandomGenerator random;
  private final int clients;
  private double perSecond;
  private long nextNanos;

  Arrivals(RandomGenerator random, int clients) {
    this.random = random;
    this.clients = clients;
  }

  /** From this time on there are so many a second; 0: none. */
  void begin(long nanos, double ratePerSecond) {
    perSecond = ratePerSecond;
    nextNanos = nanos;
    advance();
  }

  boolean isOver() {
    return perSecond == 0;
  }

  /** When the next is due. */
  long nextNanos() {
    return nextNanos;
  }

  /** Goes on to the next; returns the client of this one. */
  int take() {
    int client = random.nextInt(clients);
    advance();
    return client;
  }

  private void advance() {
    if (perSecond > 0) {
      nextNanos += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
    }
  }
}
