package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.OperationStore.Stored;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationMetricsTest {
  private final HandClock clock = new HandClock();
  private final OperationLog log = new OperationLog();
  private final Metrics metrics = new Metrics(new Identity("control-plane", "cp-1", "r"));
  private final List<Stored> recorded = new ArrayList<>();

  @BeforeEach
  void register() {
    OperationMetrics.register(metrics, "r", log, clock);
  }

  @Test
  void nothingUnderWayHasNoAge() {
    record("r", OperationState.OPERATION_DONE);

    assertThat(metrics.text())
        .contains("operations{kind=\"drain\",state=\"done\"} 1.0\n")
        .contains("operations{kind=\"move\",state=\"running\"} 0.0\n")
        .contains("operations_live{where=\"own\"} 0.0\n")
        .contains("operation_oldest_seconds 0.0\n");
  }

  @Test
  void whatIsUnderWayIsCountedWithTheAgeOfTheOldest() {
    record("r", OperationState.OPERATION_DONE);
    clock.seconds(100);
    record("s", OperationState.PENDING);
    clock.seconds(20);
    record("r", OperationState.RUNNING);
    record("r", OperationState.ABORTING);
    clock.seconds(5);

    assertThat(metrics.text())
        .contains("operations{kind=\"drain\",state=\"pending\"} 1.0\n")
        .contains("operations{kind=\"drain\",state=\"aborting\"} 1.0\n")
        .contains("operations_live{where=\"own\"} 2.0\n")
        .contains("operations_live{where=\"away\"} 1.0\n")
        .contains("operation_oldest_seconds 25.0\n");
  }

  private void record(String region, OperationState state) {
    Operation operation =
        Operation.newBuilder()
            .setId("drain-" + recorded.size())
            .setRegion(region)
            .setState(state)
            .setRequestedUnixMillis(clock.millis())
            .setOrder(OperationOrder.newBuilder().setDrain(Drain.getDefaultInstance()))
            .build();
    recorded.add(new Stored(operation, recorded.size() + 1));
    log.replace(recorded, recorded.size());
  }
}
