package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  /** Nano clocks may begin anywhere, below 0 too. */
  private long nowNanos = TimeUnit.SECONDS.toNanos(-3);

  private final RetryBudget budget = new RetryBudget(nowNanos);

  @Test
  void aQuietServiceHasTenASecond() {
    assertThat(resends(1_000)).isEqualTo(100);
  }

  @Test
  void aBusyServiceHasAFifthOfWhatItSendsInAddition() {
    send(10_000);

    assertThat(resends(5_000)).isEqualTo(2_100);
  }

  @Test
  void whatWasSentAndResentTenSecondsAgoCountsNoMore() {
    send(10_000);
    assertThat(resends(500)).isEqualTo(500);
    pass(9);
    assertThat(resends(5_000)).isEqualTo(1_600);

    pass(1); // the first second's sends and resends are out, the later resends are not
    assertThat(resends(5_000)).isZero();
    pass(10);
    assertThat(resends(5_000)).isEqualTo(100);
  }

  private void send(int batches) {
    for (int i = 0; i < batches; i++) {
      budget.sent(nowNanos);
    }
  }

  private int resends(int asked) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      allowed += budget.mayResend(nowNanos) ? 1 : 0;
    }
    return allowed;
  }

  private void pass(int seconds) {
    nowNanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
