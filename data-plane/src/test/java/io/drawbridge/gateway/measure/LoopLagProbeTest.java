package io.drawbridge.gateway.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.proto.control.v1.LatencyMicros;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopLagProbeTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final GatewayMeasures gateway = new GatewayMeasures(nanoTime::get, new IdleProcess());

  @Test
  void aBeatOnTimeIsNoLag() {
    LoopLagProbe probe = new LoopLagProbe(gateway.newLoop()::loopLagNanos, nanoTime::get);
    advance(Duration.ofMillis(100));
    probe.beat();

    assertThat(gateway.interval().getLoopLag().getP99()).isZero();
  }

  @Test
  void aStallCountsForEveryBeatThatWasDueInIt() {
    LoopLagProbe probe = new LoopLagProbe(gateway.newLoop()::loopLagNanos, nanoTime::get);
    advance(Duration.ofSeconds(1));
    for (int beats = 0; beats < 10; beats++) {
      probe.beat(); // due at 100, 200, ... 1000 ms
    }

    LatencyMicros lag = gateway.interval().getLoopLag();

    assertThat(lag.getCount()).isEqualTo(10);
    assertThat(lag.getP50()).isBetween(396_000L, 504_000L);
    assertThat(lag.getP99()).isBetween(891_000L, 909_000L);
  }

  @Test
  void probesARealLoopUntilItIsCancelled() throws Exception {
    GatewayMeasures real = new GatewayMeasures(System::nanoTime, new IdleProcess());
    try (ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> probing = LoopLagProbe.start(loop, real.newLoop()::loopLagNanos, System::nanoTime);

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(real.interval().getLoopLag().getCount()).isPositive());
      probing.cancel(false);
    }
  }

  private void advance(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
