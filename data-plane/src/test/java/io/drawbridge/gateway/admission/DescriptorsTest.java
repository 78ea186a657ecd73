package io.drawbridge.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DescriptorsTest {
  @Test
  void leavesClientsWhatIsNeitherInUseNorReserved() {
    Descriptors descriptors = new Descriptors(() -> 2_000, 90, 4);

    assertThat(descriptors.sockets()).isEqualTo(2_000 - 90 - 64 - 4 * 4 - 64);
    assertThat(descriptors.connections()).isEqualTo(1_766 - 18);
    assertThat(descriptors.isReserved(1_935)).isFalse();
    assertThat(descriptors.isReserved(1_936)).isTrue();
  }

  @Test
  void leavesThemNothingWhereThereIsNothing() {
    assertThat(new Descriptors(() -> 200, 90, 1).connections()).isNegative();
    assertThat(new Descriptors(() -> 223, 90, 1).connections()).isZero();
  }

  @Test
  void followsALimitThatIsChanged() {
    AtomicLong limit = new AtomicLong(1_000);
    Descriptors descriptors = new Descriptors(limit::get, 90, 1);
    limit.set(500);
    assertThat(descriptors.isReserved(450)).isFalse();

    descriptors.refresh();
    assertThat(descriptors.isReserved(450)).isTrue();

    limit.set(1_000);
    assertThat(descriptors.isReserved(450)).as("when it matters, without a wait").isFalse();
  }

  @Test
  void takesNoLimitForALargeOne() {
    assertThat(new Descriptors(() -> -1, 90, 1).isReserved(1_000_000)).isFalse();
    assertThat(new Descriptors(() -> Long.MAX_VALUE, 90, 1).sockets()).isPositive();
  }

  @Test
  void knowsThoseOfThisProcess() {
    assertThat(Descriptors.ofProcess(2).most()).isGreaterThan(64);
    assertThat(Descriptors.ofProcess(2).withheld()).isGreaterThan(64 + 64 + 2 * 4);
  }
}
