package io.drawbridge.gateway.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatencyTotalsTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final GatewayMeasures gateway = new GatewayMeasures(nanoTime::get, new IdleProcess());
  private final LoopMeasures loop = gateway.newLoop();

  @Test
  void hasNothingBeforeTheFirstInterval() {
    loop.routedNanos(1_000_000);

    assertThat(gateway.routed().counts()).containsOnly(0L);
    assertThat(gateway.routed().sum()).isZero();
  }

  @Test
  void addsIntervalToInterval() {
    loop.routedNanos(Duration.ofMillis(1).toNanos());
    gateway.interval();
    loop.routedNanos(Duration.ofMillis(1).toNanos());
    loop.routedNanos(Duration.ofSeconds(40).toNanos());
    gateway.interval();

    assertThat(gateway.routed().counts().get(gateway.routed().bounds().indexOf(0.001)))
        .isEqualTo(2);
    assertThat(gateway.routed().counts().getLast()).isEqualTo(1);
    assertThat(gateway.routed().sum()).isCloseTo(40.002, within(0.4));
  }

  @Test
  void aBoundBelongsToItsBucket() {
    for (double seconds : gateway.loopLag().bounds()) {
      loop.loopLagNanos(Math.round(seconds * 1e9));
    }
    gateway.interval();

    assertThat(gateway.loopLag().counts().subList(0, gateway.loopLag().bounds().size()))
        .containsOnly(1L);
    assertThat(gateway.loopLag().counts().getLast()).isZero();
  }
}
