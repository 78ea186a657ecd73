package io.drawbridge.bench.overload;

import static io.drawbridge.bench.overload.OfferedTier.BACKGROUND;
import static io.drawbridge.bench.overload.OfferedTier.CRITICAL;
import static io.drawbridge.bench.overload.OfferedTier.INTERACTIVE;
import static io.drawbridge.bench.overload.OfferedTier.STANDARD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfferedTierTest {
  @Test
  void everyTierHasItsShareOfTheClients() {
    Map<OfferedTier, Long> clients =
        IntStream.range(0, 4_000)
            .mapToObj(OfferedTier::of)
            .collect(Collectors.groupingBy(tier -> tier, Collectors.counting()));

    assertThat(clients)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(CRITICAL, 200L, INTERACTIVE, 1_000L, STANDARD, 1_200L, BACKGROUND, 1_600L));
  }

  @Test
  void servicesAreNumberedFromOne() {
    assertThat(CRITICAL.service()).isEqualTo(1);
    assertThat(BACKGROUND.service()).isEqualTo(4);
    assertThat(WorkersMain.HUNG).isEqualTo(5);
  }
}
