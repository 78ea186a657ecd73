package io.drawbridge.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.admission.SourceRules;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private static final InetSocketAddress ALICE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711);

  private final DoorCounts counts = new DoorCounts();

  private final SourceLimits one =
      SourceLimits.forConnections(
          new SourceRules(1, 2, List.of()), 10, new SplittableRandom(1), () -> 0);
  private final Arrivals arrivals = new Arrivals(one, counts);

  @Test
  void givesBackWhatAClientTookOnceAndOnlyWhenItTookSomething() {
    EmbeddedChannel first = new EmbeddedChannel();
    EmbeddedChannel second = new EmbeddedChannel();

    assertThat(arrivals.arrived(first, ALICE)).isTrue();
    assertThat(arrivals.arrived(second, ALICE)).isFalse();
    var _ = second.close();
    assertThat(arrivals.arrived(new EmbeddedChannel(), ALICE)).isFalse();
    var _ = first.close();
    assertThat(arrivals.arrived(new EmbeddedChannel(), ALICE)).isTrue();
  }

  @Test
  void countsWhoMayNotStay() {
    EmbeddedChannel first = new EmbeddedChannel();
    arrivals.arrived(first, ALICE);
    assertThat(refused(DoorRefusal.SOURCE_CONNECTIONS)).isZero();

    arrivals.arrived(new EmbeddedChannel(), ALICE);
    assertThat(refused(DoorRefusal.SOURCE_CONNECTIONS)).isEqualTo(1);

    var _ = first.close();
    EmbeddedChannel next = new EmbeddedChannel();
    arrivals.arrived(next, ALICE);
    var _ = next.close();
    arrivals.arrived(new EmbeddedChannel(), ALICE);
    assertThat(refused(DoorRefusal.SOURCE_RATE)).isEqualTo(1);
  }

  private long refused(DoorRefusal which) {
    AtomicLong found = new AtomicLong();
    counts
        .refusals()
        .forEach((why, count) -> {
          if (why == which) {
            found.set(count);
          }
        });
    return found.get();
  }
}
