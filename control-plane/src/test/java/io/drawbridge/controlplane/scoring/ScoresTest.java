package io.drawbridge.controlplane.scoring;

import static io.drawbridge.controlplane.fleet.Gateways.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new leader's scores, on a hand clock. */
class ScoresTest {
  private static final double BUSY = 0.7 * 0.95;
  private static final double CALM = 0.7 * 0.68;

  private final HandClock clock = new HandClock();
  private final Scores before = new Scores(clock);
  private final Scores after = new Scores(clock);
  private final Fleet fleet = new Fleet(Duration.ofSeconds(2), clock.getAsLong());
  private final ControlStream stream = directive -> {};

  @Test
  void aReplicaThatHasHeardNothingGoesOnFromTheLastStateAndAverages() {
    GatewaySnapshot last = overloaded(1);

    after.startFrom(List.of(last));
    hear(after, 1, CALM);

    Score first = after.of("a").orElseThrow();
    assertThat(first.state()).isEqualTo(PlacementState.OVERLOADED);
    assertThat(first.parts().get(Resource.CPU).smoothed())
        .isEqualTo(Published.smoothed(last.getParts()).get(Resource.CPU));
    for (int i = 0; i < 8; i++) {
      hear(after, 1, CALM);
      assertThat(state()).as("report " + (i + 2)).isEqualTo(PlacementState.OVERLOADED);
    }
  }

  @Test
  void aReplicaThatSawItOtherwiseGoesOnFromTheLastState() {
    for (int i = 0; i < 3; i++) {
      hear(after, 1, CALM);
    }
    assertThat(state()).isEqualTo(PlacementState.UP);

    after.startFrom(List.of(overloaded(1)));
    hear(after, 1, CALM);

    assertThat(state()).isEqualTo(PlacementState.OVERLOADED);
  }

  @Test
  void aNewProcessOfTheGatewayInheritsNothing() {
    after.startFrom(List.of(overloaded(1)));

    hear(after, 2, CALM);

    assertThat(state()).isEqualTo(PlacementState.UP);
  }

  @Test
  void aStateThatIsNotOneOfPressureChangesNothing() {
    for (int i = 0; i < 3; i++) {
      hear(after, 1, BUSY);
    }

    after.startFrom(List.of(overloaded(1).toBuilder().setState(PlacementState.DRAINING).build()));
    hear(after, 1, BUSY);

    assertThat(state()).isEqualTo(PlacementState.OVERLOADED);
  }

  private PlacementState state() {
    return after.of("a").orElseThrow().state();
  }

  /** As a leader of before has published it. */
  private GatewaySnapshot overloaded(long generation) {
    for (int i = 0; i < 3; i++) {
      hear(before, generation, BUSY);
    }
    Score score = before.of("a").orElseThrow();
    assertThat(score.state()).isEqualTo(PlacementState.OVERLOADED);
    return GatewaySnapshot.newBuilder()
        .setGateway("a")
        .setGeneration(generation)
        .setState(score.state())
        .setParts(Published.parts(score))
        .build();
  }

  /** An instant later: only what a state begins with counts, and a first value whole. */
  private void hear(Scores by, long generation, double cpu) {
    Load load = Load.newBuilder().setCpu(cpu).build();
    fleet.reported(stream, report("a", generation, GatewayState.SERVING, load), clock.getAsLong());
    by.reported(fleet.status("a", clock.getAsLong()).orElseThrow(), clock.getAsLong());
  }
}
