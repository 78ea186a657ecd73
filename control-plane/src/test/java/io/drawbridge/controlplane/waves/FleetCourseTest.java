package io.drawbridge.controlplane.waves;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetCourseTest {
  private static final List<String> REGIONS = FleetCourse.order(List.of("us", "asia"), "eu");

  private final Map<String, Operation> begun = new LinkedHashMap<>();
  private Operation operation =
      Operation.newBuilder().setId("fleet-1").setState(OperationState.PENDING).build();

  @Test
  void regionsComeOneAfterAnotherAndOurOwnLast() {
    decide();
    for (String region : List.of("asia", "us", "eu")) {
      assertThat(decide().begin()).contains(region);
      stands(region, OperationState.RUNNING, "wave 1");
      assertThat(decide().begin()).isEmpty();
      assertThat(operation.getText()).isEqualTo(region + ": wave 1");
      stands(region, OperationState.OPERATION_DONE, "4 gateways restarted");
    }

    decide();

    assertThat(operation.getState()).isEqualTo(OperationState.OPERATION_DONE);
    assertThat(operation.getText())
        .isEqualTo(
            "asia: 4 gateways restarted; us: 4 gateways restarted; eu: 4 gateways restarted");
  }

  @Test
  void aRegionThatIsCutOffIsWaitedFor() {
    decide();
    decide();
    stands("asia", OperationState.PENDING, "asia does not answer: UNAVAILABLE");

    assertThat(decide().begin()).isEmpty();

    assertThat(operation.getState()).isEqualTo(OperationState.RUNNING);
    assertThat(operation.getText()).isEqualTo("asia: asia does not answer: UNAVAILABLE");
  }

  @Test
  void aRegionThatFailsIsTheLast() {
    decide();
    stands("asia", OperationState.OPERATION_DONE, "4 gateways restarted");
    stands("us", OperationState.FAILED, "gate after wave 1: gw-1: slow; taken back: 1 of 1");

    assertThat(decide().begin()).isEmpty();

    assertThat(operation.getState()).isEqualTo(OperationState.FAILED);
    assertThat(operation.getText())
        .isEqualTo(
            "us: gate after wave 1: gw-1: slow; taken back: 1 of 1; done: asia; not begun: eu");
  }

  @Test
  void anAbortStopsTheRegionUnderWayAndBeginsNoOther() {
    decide();
    stands("asia", OperationState.OPERATION_DONE, "4 gateways restarted");
    stands("us", OperationState.RUNNING, "wave 2");
    operation = operation.toBuilder().setState(OperationState.ABORTING).build();
    assertThat(decide().stop()).contains(begun.get("us"));
    stands("us", OperationState.ABORTING, "wave 2; no further one begins");
    assertThat(decide().stop()).as("told once").isEmpty();
    assertThat(operation.getState()).isEqualTo(OperationState.ABORTING);

    stands("us", OperationState.ABORTED, "2 of 4 gateways were restarted and stay so");
    decide();

    assertThat(operation.getState()).isEqualTo(OperationState.ABORTED);
    assertThat(operation.getText()).isEqualTo("stopped; done: asia; not begun: eu");
  }

  @Test
  void whileItIsPausedNoRegionBegins() {
    decide();
    operation = operation.toBuilder().setPaused(true).build();

    assertThat(decide().begin()).isEmpty();
    assertThat(operation.getText()).isEqualTo("asia is next, paused");
    operation = operation.toBuilder().clearPaused().build();

    assertThat(decide().begin()).contains("asia");
  }

  @Test
  void anAbortBetweenTwoRegionsEndsAtOnce() {
    decide();
    operation = operation.toBuilder().setState(OperationState.ABORTING).build();

    decide();

    assertThat(operation.getState()).isEqualTo(OperationState.ABORTED);
    assertThat(operation.getText()).isEqualTo("stopped; not begun: asia, us, eu");
  }

  private FleetCourse.Move decide() {
    FleetCourse.Move move = FleetCourse.next(operation, REGIONS, begun);
    operation = move.operation();
    return move;
  }

  private void stands(String region, OperationState state, String text) {
    begun.put(
        region,
        Operation.newBuilder()
            .setId("fleet-1/" + region)
            .setRegion(region)
            .setState(state)
            .setText(text)
            .build());
  }
}
