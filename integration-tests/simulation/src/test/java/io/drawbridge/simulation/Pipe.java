package io.drawbridge.simulation;

/** One direction of a connection: late by chance, in order. */
final class Pipe {
  private final World world;
  private long lastNanos;

  Pipe(World world) {
    this.world = world;
  }

  void send(Runnable arrival) {
    double millis = world.chance(0.05) ? world.between(5, 120) : world.between(0.1, 5);
    lastNanos = Math.max(lastNanos + 1, world.nanos() + (long) (millis * 1e6));
    world.atNanos(lastNanos, arrival);
  }
}
