package io.drawbridge.business.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {
  private static final LaneKey LANE = new LaneKey("default", 1, "alice", "phone", 7);

  @Test
  void logsAtMostOneFailureASecond() {
    AtomicLong clock = new AtomicLong();
    FailureLog log = new FailureLog(clock::get);
    Exception failure = new IllegalStateException("planted");

    assertThat(log.failed(LANE, failure)).isTrue();
    assertThat(log.failed(LANE, failure)).isFalse();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(log.failed(LANE, failure)).isTrue();
  }
}
