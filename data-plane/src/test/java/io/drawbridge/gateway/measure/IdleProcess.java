package io.drawbridge.gateway.measure;

/** A process that uses a quarter of its processors and 10 of 100 bytes. */
final class IdleProcess implements ProcessUsage {
  @Override
  public double cpuShare() {
    return 0.25;
  }

  @Override
  public long memoryUsedBytes() {
    return 10;
  }

  @Override
  public long memoryLimitBytes() {
    return 100;
  }
}
