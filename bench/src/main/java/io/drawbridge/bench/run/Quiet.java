package io.drawbridge.bench.run;

/** When the machine is ours. */
final class Quiet {
  /**
   * What others may use while latency is judged. Processor time of one process hardly suffers from
   * them; the time it waits for a processor does.
   */
  static final double CORES = 0.1;

  private Quiet() {}
}
