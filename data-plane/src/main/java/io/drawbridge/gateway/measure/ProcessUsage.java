package io.drawbridge.gateway.measure;

/** How much of its processors and memory this process uses. Threads: the reporting one. */
public interface ProcessUsage {

  /** Share of the processors this process may use, 0 to 1, since the last call. */
  double cpuShare();

  /** Heap and direct memory in use. */
  long memoryUsedBytes();

  /** What heap and direct memory together may become. */
  long memoryLimitBytes();
}
