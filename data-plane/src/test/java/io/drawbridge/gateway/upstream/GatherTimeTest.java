package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GatherTimeTest {
  private static final long START = 1_000_000_000;

  private final GatherTime gather = new GatherTime();
  private long now = START;

  @Test
  void aLoneClientNeverWaits() {
    for (int i = 0; i < 100; i++) {
      now += GatherTime.LONGEST_NANOS * 2 / 3; // it sends again as soon as it is answered
      gather.arrived(1, now);
      assertThat(gather.waitNanos(1, now)).isNotPositive();
      gather.sent(now);
    }
  }

  @Test
  void underLoadMessagesWaitForTheRestOfTheTime() {
    load(20);
    gather.sent(now);
    now += 50_000;
    gather.arrived(1, now);
    assertThat(gather.waitNanos(1, now)).isEqualTo(GatherTime.LONGEST_NANOS - 50_000);
  }

  @Test
  void nobodyWaitsLongerThanTheTime() {
    load(20);
    gather.sent(now);
    now += GatherTime.LONGEST_NANOS;
    gather.arrived(1, now);
    assertThat(gather.waitNanos(1, now)).isNotPositive();
  }

  @Test
  void enoughLanesDoNotWait() {
    load(20);
    gather.sent(now);
    now += 1_000;
    gather.arrived(GatherTime.ENOUGH_LANES, now);
    assertThat(gather.waitNanos(GatherTime.ENOUGH_LANES, now)).isNotPositive();
  }

  @Test
  void whenTheLoadEndsNobodyWaitsAnyMore() {
    load(20);
    for (int i = 0; i < 16; i++) {
      now += 1_000_000;
      gather.arrived(1, now);
      gather.sent(now);
    }
    now += 100_000;
    gather.arrived(1, now);
    assertThat(gather.waitNanos(1, now)).isNotPositive();
  }

  /** 20,000 messages in a second. */
  private void load(int arrivals) {
    for (int i = 0; i < arrivals; i++) {
      now += 50_000;
      gather.arrived(1, now);
    }
  }
}
