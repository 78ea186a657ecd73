package io.drawbridge.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private static final InetSocketAddress ALICE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711);

  private final DoorCounts counts = new DoorCounts();

  /** One connection for everybody together. */
  private static final class OnlyOne implements SourceRules {
    final List<InetAddress> here = new ArrayList<>();

    @Override
    public boolean arrived(InetAddress source) {
      return here.isEmpty() && here.add(source);
    }

    @Override
    public void left(InetAddress source) {
      here.remove(source);
    }
  }

  @Test
  void givesBackWhatAClientTookOnceAndOnlyWhenItTookSomething() {
    OnlyOne rules = new OnlyOne();
    Arrivals arrivals = new Arrivals(rules, counts);
    EmbeddedChannel first = new EmbeddedChannel();
    EmbeddedChannel second = new EmbeddedChannel();

    assertThat(arrivals.arrived(first, ALICE)).isTrue();
    assertThat(arrivals.arrived(second, ALICE)).isFalse();
    second.close();
    assertThat(rules.here).containsExactly(ALICE.getAddress());
    first.close();
    assertThat(rules.here).isEmpty();
    assertThat(arrivals.arrived(new EmbeddedChannel(), ALICE)).isTrue();
  }

  @Test
  void countsWhoMayNotStay() {
    Arrivals arrivals = new Arrivals(new OnlyOne(), counts);

    arrivals.arrived(new EmbeddedChannel(), ALICE);
    arrivals.arrived(new EmbeddedChannel(), ALICE);

    counts
        .refusals()
        .forEach((why, count) ->
            assertThat(count).as("%s", why).isEqualTo(why == DoorRefusal.SOURCE_LIMIT ? 1 : 0));
  }
}
