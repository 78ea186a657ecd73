package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.handover.v1.HandedLevel;
import io.drawbridge.proto.handover.v1.HandedLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Two processes of one gateway, of which the second goes on where the first has stopped. */
final class HandedLoadTest {
  private static final int USERS = 500;
  private static final Duration EXTRA = Duration.ofMillis(5);
  private static final InstantSource HOUR = InstantSource.fixed(Instant.EPOCH);

  private final SimulatedBusiness before = new SimulatedBusiness(Mode.ENFORCE);
  private long nowNanos = 1L << 60; // another process's clock
  private final Overload next = overload(Mode.ENFORCE, () -> nowNanos);
  private final LoopOverload loop = next.newLoop();

  private static Overload overload(Mode mode, LongSupplier clock) {
    return new Overload(new OverloadSettings(mode, Duration.ofMillis(2)), HOUR, clock);
  }

  private HandedLoad overloaded() {
    before.offer(0.7, 5);
    before.offer(10, 5);
    HandedLoad load = before.overload().handed().build();
    assertThat(load.getBusinesses(0).getLevel()).isLessThan(Priority.ALL);
    return load;
  }

  private int levelOf(String name, Overload overload) {
    int[] found = {-1};
    overload.forEachLevel((of, level) -> found[0] = of.equals(name) ? level : found[0]);
    return found[0];
  }

  @Test
  void refusesWhoWasRefusedFromItsFirstWindowOn() {
    HandedLoad load = overloaded();
    LoopOverload sameLoop = before.overload().newLoop();
    LoopGate gateBefore = sameLoop.join("business", EXTRA);

    next.goOnAs(load);
    LoopGate gate = loop.join("business", EXTRA);

    int refused = 0;
    for (int tier = 0; tier < Priority.TIERS; tier++) {
      for (int user = 0; user < USERS; user++) {
        int priority = Priority.of(tier, user % Priority.COHORTS);
        boolean above = gateBefore.judge(priority, Priority.ALL, user) == Verdict.ABOVE_LEVEL;
        assertThat(gate.judge(priority, Priority.ALL, user) == Verdict.ABOVE_LEVEL)
            .isEqualTo(above);
        refused += above ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
    assertThat(gate.gate().roomPerLoop()).isEqualTo(gateBefore.gate().roomPerLoop());
  }

  /** Joined before the hand-over, too: its streams were opened ahead. */
  @Test
  void aBusinessThatIsKnownAlreadyIsLedFromThere() {
    HandedLoad load = overloaded();
    LoopGate gate = loop.join("business", EXTRA);

    next.goOnAs(load);

    assertThat(gate.gate().level()).isEqualTo(load.getBusinesses(0).getLevel());
  }

  @Test
  void whatIsHandedOnAtOnceIsTheSame() {
    HandedLoad load = overloaded();
    next.goOnAs(load);
    loop.join("business", EXTRA);

    assertThat(next.handed().build()).isEqualTo(load);
  }

  @Test
  void theGatewaysOwnLevelGoesAlong() {
    HandedLoad load =
        HandedLoad.newBuilder().setOwn(HandedLevel.newBuilder().setLevel(130)).build();

    next.goOnAs(load);

    assertThat(next.ownLevel()).isEqualTo(130);
    assertThat(levelOf("gateway", next)).isEqualTo(130);
    nowNanos += Overload.WINDOW.toNanos();
    next.endWindow();
    assertThat(next.ownLevel()).isGreaterThan(130); // and rises as it would have
  }

  @Test
  void clientsAreToldWhatIsAdmittedForAsLongAsTheyWouldHaveBeen() {
    HandedLoad calm =
        HandedLoad.newBuilder()
            .setOwn(HandedLevel.newBuilder().setLevel(Priority.ALL))
            .setNewsMillis(1_000)
            .build();

    next.goOnAs(calm);

    assertThat(next.hasNews()).isTrue();
    nowNanos += Duration.ofMillis(999).toNanos();
    next.endWindow();
    assertThat(next.hasNews()).isTrue();
    nowNanos += Duration.ofMillis(1).toNanos();
    next.endWindow();
    assertThat(next.hasNews()).isFalse();
  }

  @Test
  void whatWasKnownOfABusinessDoesNotCountForLong() {
    next.goOnAs(overloaded());
    nowNanos += Overload.HANDED_COUNTS_FOR.toNanos();

    LoopGate gate = loop.join("business", EXTRA);

    assertThat(gate.gate().level()).isEqualTo(Priority.ALL);
  }

  @Test
  void withoutOverloadControlNothingIsKept() {
    Overload off = overload(Mode.OFF, () -> nowNanos);

    off.goOnAs(overloaded());

    assertThat(off.ownLevel()).isEqualTo(Priority.ALL);
    assertThat(off.newLoop().join("business", EXTRA).level()).isEqualTo(Priority.ALL);
  }

  @Test
  void nonsenseIsBounded() {
    next.goOnAs(
        HandedLoad.newBuilder()
            .setOwn(HandedLevel.newBuilder().setLevel(-1))
            .addBusinesses(
                HandedLevel.newBuilder()
                    .setOf("business")
                    .setLevel(1 << 20)
                    .setPerSecond(-5)
                    .setCalmMillis(Long.MAX_VALUE)
                    .setSilentMillis(-1))
            .setNewsMillis(Long.MAX_VALUE)
            .build());
    loop.join("business", EXTRA);

    HandedLoad kept = next.handed().build();
    assertThat(kept.getOwn().getLevel()).isBetween(0, Priority.ALL);
    assertThat(kept.getBusinesses(0).getLevel()).isEqualTo(Priority.ALL);
    assertThat(kept.getNewsMillis()).isEqualTo(Overload.NEWS_FOR.toMillis());
  }
}
