package io.drawbridge.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SourceLimitsTest {
  private static final SourceRules RULES =
      new SourceRules(5, 10, List.of(Cidr.parse("192.0.2.0/24")));

  private long nanos = -1_000; // any point, also one before zero
  private final SourceLimits limits =
      SourceLimits.forConnections(RULES, 1_000, new SplittableRandom(1), () -> nanos);

  @Test
  void refusesConnectionsAboveTheNumberUntilOneHasLeft() {
    assertThat(arrive("10.0.0.1", 7))
        .containsExactly(
            SourceAnswer.COUNTED,
            SourceAnswer.COUNTED,
            SourceAnswer.COUNTED,
            SourceAnswer.COUNTED,
            SourceAnswer.COUNTED,
            SourceAnswer.TOO_MANY,
            SourceAnswer.TOO_MANY);
    assertThat(arrive("10.0.0.2", 1)).containsExactly(SourceAnswer.COUNTED);

    limits.left(address("10.0.0.1"));

    assertThat(arrive("10.0.0.1", 2)).containsExactly(SourceAnswer.COUNTED, SourceAnswer.TOO_MANY);
  }

  @Test
  void refusesArrivalsAboveTheRate() {
    assertThat(comeAndGo("10.0.0.1", 12)).isEqualTo(10);

    nanos += TimeUnit.MILLISECONDS.toNanos(300);

    assertThat(comeAndGo("10.0.0.1", 12)).isEqualTo(3);
  }

  @Test
  void givesAnAddressThatFloodsNoMoreThanItsRateAndOthersTheirs() {
    int flooder = 0;
    int other = 0;
    for (int second = 0; second < 10; second++) {
      for (int attempt = 0; attempt < 1_000; attempt++) {
        nanos += TimeUnit.MILLISECONDS.toNanos(1);
        flooder += comeAndGo("10.0.0.1", 1);
      }
      other += comeAndGo("10.0.0.2", 10);
    }

    assertThat(flooder).isBetween(100, 110);
    assertThat(other).isEqualTo(100);
  }

  @Test
  void takesA64BitPrefixOfIpv6ForOneSource() {
    assertThat(arrive("2001:db8:0:1::1", 5)).containsOnly(SourceAnswer.COUNTED);

    assertThat(arrive("2001:db8:0:1:ffff::2", 1)).containsExactly(SourceAnswer.TOO_MANY);
    assertThat(arrive("2001:db8:0:2::1", 1)).containsExactly(SourceAnswer.COUNTED);
    assertThat(arrive("::1", 6)).last().isEqualTo(SourceAnswer.TOO_MANY);
  }

  @Test
  void takesIpv4WrittenAsIpv6ForTheSameSource() {
    assertThat(arrive("10.0.0.1", 5)).containsOnly(SourceAnswer.COUNTED);

    assertThat(arrive("::ffff:10.0.0.1", 1)).containsExactly(SourceAnswer.TOO_MANY);
  }

  @Test
  void doesNotCountWhoIsExempt() {
    assertThat(arrive("192.0.2.77", 100)).containsOnly(SourceAnswer.EXEMPT);
  }

  @Test
  void letsEverybodyInUncountedWhenAllPlacesAreTaken() {
    SourceLimits tiny = new SourceLimits(RULES, 1, new SplittableRandom(1), () -> nanos);
    for (int i = 0; i < SourceLimits.PLACES_OF_A_SET; i++) {
      assertThat(tiny.arrived(address("10.0.0." + i))).isEqualTo(SourceAnswer.COUNTED);
    }

    for (int i = 0; i < 100; i++) {
      assertThat(tiny.arrived(address("10.0.1.1"))).isEqualTo(SourceAnswer.CROWDED);
    }
    assertThat(tiny.crowded()).isEqualTo(100);

    tiny.left(address("10.0.0.3"));
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(tiny.arrived(address("10.0.1.1"))).isEqualTo(SourceAnswer.COUNTED);
  }

  @Test
  void keepsAPlaceUntilTheArrivalsAreForgotten() {
    SourceLimits tiny = new SourceLimits(RULES, 1, new SplittableRandom(1), () -> nanos);
    for (int i = 0; i < SourceLimits.PLACES_OF_A_SET; i++) {
      for (int each = 0; each < 10; each++) {
        assertThat(tiny.arrived(address("10.0.0." + i))).isEqualTo(SourceAnswer.COUNTED);
        tiny.left(address("10.0.0." + i));
      }
    }

    assertThat(tiny.arrived(address("10.0.1.1"))).isEqualTo(SourceAnswer.CROWDED);
    assertThat(tiny.arrived(address("10.0.0.1"))).isEqualTo(SourceAnswer.TOO_FAST);
  }

  @Test
  void hasRoomForTheSourcesOfAllConnections() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      assertThat(limits.arrived(randomAddress(random))).isEqualTo(SourceAnswer.COUNTED);
    }
  }

  @Test
  void whoHasNotComeCannotLeave() {
    assertThatThrownBy(() -> limits.left(address("10.0.0.1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("10.0.0.1 left (expected: one whose arrival was counted)");
  }

  private List<SourceAnswer> arrive(String address, int times) {
    return IntStream.range(0, times).mapToObj(_ -> limits.arrived(address(address))).toList();
  }

  private int comeAndGo(String address, int times) {
    int let = 0;
    for (int i = 0; i < times; i++) {
      if (limits.arrived(address(address)) == SourceAnswer.COUNTED) {
        limits.left(address(address));
        let++;
      }
    }
    return let;
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static InetAddress randomAddress(Random random) {
    return address(
        "%d.%d.%d.%d"
            .formatted(
                1 + random.nextInt(200),
                random.nextInt(256),
                random.nextInt(256),
                random.nextInt(256)));
  }
}
