package io.drawbridge.gateway.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmUsageTest {

  @Test
  void aBusyProcessorShowsInTheShareAndAnIdleOneDoesNotExceedIt() {
    JvmUsage usage = new JvmUsage(System::nanoTime, () -> 0, 0);
    long until = System.nanoTime() + 300_000_000;
    long spins = 0;
    while (System.nanoTime() < until) {
      spins++;
    }

    assertThat(spins).isPositive();
    assertThat(usage.cpuShare()).isGreaterThan(0.01).isLessThanOrEqualTo(1);
  }

  @Test
  void directMemoryCountsInUseAndInTheLimit() {
    long direct = 1L << 40;
    JvmUsage without = new JvmUsage(System::nanoTime, () -> 0, 0);
    JvmUsage with = new JvmUsage(System::nanoTime, () -> direct, direct);

    assertThat(with.memoryUsedBytes()).isGreaterThanOrEqualTo(direct);
    assertThat(without.memoryUsedBytes()).isPositive().isLessThan(without.memoryLimitBytes());
    assertThat(with.memoryLimitBytes()).isEqualTo(without.memoryLimitBytes() + direct);
  }
}
