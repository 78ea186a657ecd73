package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.overload.LoopGate;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.overload.Mode;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.overload.OverloadSettings;
import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.gateway.overload.Verdict;
import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.proto.client.v1.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class ServiceBudgetTest {
  /** More than a business may have under way while nothing is known of it. */
  private static final int VERY_MANY = 3_000;

  private final Overload overload =
      new Overload(
          new OverloadSettings(Mode.ENFORCE, Duration.ofMillis(2)),
          InstantSource.system(),
          System::nanoTime);
  private final LoopOverload loop = overload.newLoop();
  private final ServiceBudget one = new ServiceBudget(0);
  private final ServiceBudget two = new ServiceBudget(0);

  @Test
  void aServiceThatMovesTakesAlongWhatItHasUnderWay() {
    LoopGate shared = two.gate(service(2, 9001), loop);
    assertThat(one.gate(service(1, 9001), loop)).isSameAs(shared);
    one.opened(VERY_MANY);
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      overload.start(timer);
      await("a room is set").until(() -> verdict(shared) == Verdict.NO_ROOM);
      timer.shutdownNow();
    }

    LoopGate other = one.gate(service(1, 9002), loop);

    assertThat(verdict(shared)).isEqualTo(Verdict.ADMITTED);
    one.closed(VERY_MANY);
    assertThat(one.gate()).isSameAs(other);
    assertThat(verdict(shared)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void targetsThatWereChangedAreForgotten() {
    for (int port = 1; port <= 5_000; port++) {
      one.gate(service(1, port), loop);
    }

    List<String> judged = new ArrayList<>();
    overload.forEachLevel((name, _) -> judged.add(name));
    assertThat(judged).hasSize(2).contains("gateway", service(1, 5_000).target().toString());
  }

  private Verdict verdict(LoopGate gate) {
    Verdict verdict =
        loop.judge(gate, 0, Tier.CRITICAL.getNumber(), loop.cohort(Standing.USUAL, "app", "user"));
    loop.gatheredHasLeft();
    return verdict;
  }

  private static Service service(int id, int port) {
    return new Service(
        "default",
        id,
        "service-" + id,
        ServiceTarget.parse("127.0.0.1:" + port),
        Tier.CRITICAL,
        Duration.ofSeconds(1),
        Service.DEFAULT_MAX_IN_FLIGHT,
        Service.DEFAULT_TARGET_WAIT);
  }
}
