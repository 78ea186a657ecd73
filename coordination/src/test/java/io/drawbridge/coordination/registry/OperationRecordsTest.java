package io.drawbridge.coordination.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Entry;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import org.junit.jupiter.api.Test;

class OperationRecordsTest {
  private static final Operation DRAIN =
      Operation.newBuilder()
          .setId("drain-1")
          .setState(OperationState.RUNNING)
          .setOrder(
              OperationOrder.newBuilder()
                  .setGateway("gw-1")
                  .setDrain(Drain.newBuilder().setDeadlineMillis(1_000)))
          .build();

  @Test
  void readsWhatItWrote() {
    ByteString json = OperationRecords.toJson(DRAIN);

    assertThat(json.toStringUtf8()).contains("\"state\":\"RUNNING\"");
    assertThat(OperationRecords.fromJson(entry(json))).contains(DRAIN);
  }

  @Test
  void skipsFieldsOfANewerVersionAndWhatIsNoOperation() {
    assertThat(
            OperationRecords.fromJson(entry(ByteString.copyFromUtf8("{\"id\":\"a\",\"new\":1}"))))
        .contains(Operation.newBuilder().setId("a").build());
    assertThat(OperationRecords.fromJson(entry(ByteString.copyFromUtf8("[1]")))).isEmpty();
  }

  @Test
  void refusesOneThatIsTooLong() {
    Operation tooLong = DRAIN.toBuilder().setText("x".repeat(OperationRecords.MAX_BYTES)).build();

    assertThatThrownBy(() -> OperationRecords.toJson(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("drain-1: \\d+ bytes \\(expected: <= 16384\\)");
  }

  private static Entry entry(ByteString json) {
    return new Entry("/operations/drain-1", json, 1, 1, 0);
  }
}
