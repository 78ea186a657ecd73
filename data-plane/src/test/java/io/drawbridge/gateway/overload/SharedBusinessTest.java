package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Services of one business, which come, go, and share what it is sent. */
class SharedBusinessTest {
  private static final Duration EXTRA = Duration.ofMillis(20);

  private long nowNanos;
  private final Overload overload =
      new Overload(
          new OverloadSettings(Mode.ENFORCE, Duration.ofMillis(2)),
          InstantSource.system(),
          () -> nowNanos);
  private final LoopOverload loop = overload.newLoop();
  private final LoopOverload otherLoop = overload.newLoop();

  /** One that owes answers and gives none has room for a few. */
  @Test
  void theServicesOfABusinessShareItsRoomOnALoop() {
    List<LoopGate> services = new ArrayList<>();
    for (int service = 0; service < 4; service++) {
      services.add(loop.join("business", EXTRA));
    }
    final LoopGate elsewhere = otherLoop.join("business", EXTRA);
    services.getFirst().opened(1);
    for (int window = 0; window <= BusinessControl.SILENT_WINDOWS; window++) {
      endWindow();
    }

    int admitted = 0;
    for (int round = 0; round < 100; round++) {
      for (LoopGate service : services) {
        if (loop.judge(service, 0, 0, loop.cohort(Standing.USUAL, "app", "user")).isAdmitted()) {
          loop.gatheredHasLeft();
          service.opened(1);
          admitted++;
        }
      }
    }

    assertThat(1 + admitted).isEqualTo(BusinessControl.FEWEST_UNDER_WAY);
    assertThat(
            otherLoop
                .judge(elsewhere, 0, 0, loop.cohort(Standing.USUAL, "app", "user"))
                .isAdmitted())
        .as("each loop has a room")
        .isTrue();
  }

  @Test
  void aBusinessWithoutServicesIsForgotten() {
    LoopGate gate = loop.join("first", EXTRA);
    for (int change = 0; change < 3 * Overload.MAX_BUSINESSES; change++) {
      LoopGate next = loop.join("target " + change, EXTRA);
      loop.leave(gate);
      gate = next;
    }

    assertThat(names()).containsExactly("gateway", gate.gate().of().toString());
  }

  @Test
  void oneThatAServiceOfAnotherLoopUsesStays() {
    LoopGate here = loop.join("business", EXTRA);
    otherLoop.join("business", EXTRA);

    loop.leave(here);

    assertThat(names()).containsExactly("gateway", "business");
    assertThat(loop.join("business", EXTRA)).as("the loop's own again").isSameAs(here);
  }

  @Test
  void whatAForgottenBusinessWasNotSentIsStillCounted() {
    LoopGate gate = loop.join("business", EXTRA);
    gate.judge(Priority.ALL, 0, 0);

    loop.leave(gate);

    assertThat(overload.refused(Priority.TIERS - 1)).isEqualTo(1);
  }

  /** Leaving twice, or one that never was judged, takes nobody's business away. */
  @Test
  void leavingOneThatIsNotJudgedChangesNothing() {
    LoopGate left = loop.join("business", EXTRA);
    loop.leave(left);
    LoopGate anew = loop.join("business", EXTRA);

    loop.leave(left);

    assertThat(anew).isNotSameAs(left);
    assertThat(names()).containsExactly("gateway", "business");
  }

  private void endWindow() {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(Overload.WINDOW.toMillis());
    overload.endWindow();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    overload.forEachLevel((name, _) -> names.add(name));
    return names;
  }
}
