package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacedLogTest {
  private long nanos;

  @Test
  void writesALineASecondAndCountsTheRest() {
    PacedLog log = new PacedLog(() -> nanos);
    List<Long> lines = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      log.line(lines::add);
      nanos += TimeUnit.MILLISECONDS.toNanos(1);
    }

    assertThat(lines).containsExactly(0L, 999L, 999L);
  }
}
