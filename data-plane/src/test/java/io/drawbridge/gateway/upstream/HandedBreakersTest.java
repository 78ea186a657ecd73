package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.HandedBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes of one gateway and the breakers of its businesses. */
final class HandedBreakersTest {
  private static final HostPort GOOD = new HostPort("127.0.0.1", 9_001);
  private static final HostPort BAD = new HostPort("127.0.0.1", 9_002);
  private static final ServiceTarget BOTH = new ServiceTarget.Fixed(List.of(GOOD, BAD));

  private final ManualClock clockBefore = new ManualClock(Instant.parse("2026-11-01T00:00:00Z"));
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-01T00:07:00Z"));
  private final Businesses before = businesses(clockBefore);
  private final Businesses next = businesses(clock);

  private static Businesses businesses(Clock clock) {
    return new Businesses(
        (address, _) -> NettyChannelBuilder.forAddress(address.host(), address.port()).build(),
        clock);
  }

  @AfterEach
  void close() {
    before.close();
    next.close();
  }

  private static BusinessInstance instance(Businesses of, HostPort address) {
    return of.instances(BOTH).all().stream()
        .filter(each -> each.address().equals(address.toString()))
        .findFirst()
        .orElseThrow();
  }

  private void handOver() {
    var _ = next.instances(BOTH);
    next.goOnWith(before.breakers());
  }

  @Test
  void oneThatIsOpenStaysOpenForTheRestOfItsTime() {
    instance(before, BAD).takeOut();
    clockBefore.advanceMillis(400);

    handOver();

    BusinessInstance bad = instance(next, BAD);
    assertThat(bad.breaker().getState()).isEqualTo(State.OPEN);
    clock.advanceMillis(599);
    assertThat(bad.breaker().tryAcquirePermission()).isFalse();
    clock.advanceMillis(2);
    assertThat(bad.breaker().tryAcquirePermission()).isTrue();
    assertThat(bad.breaker().getState()).isEqualTo(State.HALF_OPEN);
    assertThat(instance(next, GOOD).breaker().getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void oneThatIsHandedOnTwiceIsNotOpenForLonger() {
    instance(before, BAD).takeOut();
    clockBefore.advanceMillis(400);
    handOver();
    clock.advanceMillis(500);

    assertThat(next.breakers())
        .containsExactly(
            HandedBreaker.newBuilder()
                .setTarget("127.0.0.1:9001,127.0.0.1:9002")
                .setAddress("127.0.0.1:9002")
                .setOpenMillis(100)
                .build());
  }

  /** By failed calls, and by failed calls on probation: nobody has taken it out. */
  @Test
  void oneThatOpensByItselfHasItsTimeFromThere() {
    BusinessInstance bad = instance(before, BAD);
    failCalls(bad, 4);
    assertThat(openMillis()).isEqualTo(1_000);
    clockBefore.advanceMillis(5_000);
    assertThat(openMillis()).isZero();

    assertThat(bad.breaker().tryAcquirePermission()).isTrue();
    failCalls(bad, 2);
    clockBefore.advanceMillis(300);

    assertThat(openMillis()).isEqualTo(700);
  }

  private static void failCalls(BusinessInstance instance, int calls) {
    for (int i = 0; i < calls; i++) {
      instance.breaker().onError(1, TimeUnit.MILLISECONDS, new IllegalStateException("failed"));
    }
  }

  private long openMillis() {
    assertThat(before.breakers()).hasSize(1);
    return before.breakers().getFirst().getOpenMillis();
  }

  @Test
  void oneOnProbationIsOnProbation() {
    BusinessInstance probed = instance(before, BAD);
    probed.takeOut();
    clockBefore.advanceMillis(1_001);
    assertThat(probed.breaker().tryAcquirePermission()).isTrue();

    handOver();
    clock.advanceMillis(1);

    BusinessInstance bad = instance(next, BAD);
    assertThat(bad.breaker().tryAcquirePermission()).isTrue();
    assertThat(bad.breaker().tryAcquirePermission()).isTrue();
    assertThat(bad.breaker().tryAcquirePermission()).isFalse();
    bad.breaker().onSuccess(1, TimeUnit.MILLISECONDS);
    bad.breaker().onSuccess(1, TimeUnit.MILLISECONDS);
    assertThat(bad.breaker().getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void whoIsNotKnownHereIsNoMatter() {
    next.goOnWith(
        List.of(
            HandedBreaker.newBuilder()
                .setTarget("127.0.0.1:9003")
                .setAddress("127.0.0.1:9003")
                .setOpenMillis(1_000)
                .build()));

    assertThat(next.breakers()).isEmpty();
  }

  @Test
  void noProcessKeepsOneOutForLongerThanItWould() {
    var _ = next.instances(BOTH);
    next.goOnWith(
        List.of(
            HandedBreaker.newBuilder()
                .setTarget(BOTH.toString())
                .setAddress(BAD.toString())
                .setOpenMillis(Long.MAX_VALUE)
                .build()));

    assertThat(next.breakers())
        .singleElement()
        .extracting(HandedBreaker::getOpenMillis)
        .isEqualTo(1_000L);
  }

  private static final class ManualClock extends Clock {
    private Instant now;

    ManualClock(Instant now) {
      this.now = now;
    }

    void advanceMillis(long millis) {
      now = now.plusMillis(millis);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
