package io.drawbridge.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Holding.Finding;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HoldingTest {
  private static final int MANY = 1 << 20;

  private final Connection connection = TestSessions.connection(new EmbeddedChannel());
  private final Backlog backlog = connection.loop().backlog();
  private final Holding holding = backlog.add(connection);

  @Test
  void findsASocketThatTakesNothingForTenSeconds() {
    holding.wrote(50_000, 50_000);

    assertThat(sweeps(10)).containsOnly(Finding.MOVES);
    assertThat(holding.sweep()).isEqualTo(Finding.NOT_TAKEN);
  }

  @Test
  void findsItAlsoIfMoreAndMoreIsWrittenToIt() {
    Finding last = Finding.MOVES;
    for (int second = 1; second <= 11; second++) {
      assertThat(last).isEqualTo(Finding.MOVES);
      holding.wrote(1_000, second * 1_000L);
      last = holding.sweep();
    }

    assertThat(last).isEqualTo(Finding.NOT_TAKEN);
  }

  @Test
  void leavesASocketAloneThatTakesAsMuchAsIsWrittenToIt() {
    holding.wrote(30_000, 30_000);
    for (int second = 0; second < 60; second++) {
      holding.wrote(1_100, 30_000); // never shorter, but another 1,100 bytes have gone

      assertThat(holding.sweep()).isEqualTo(Finding.MOVES);
    }
  }

  @Test
  void findsASocketThatTakesAByteNowAndThen() {
    holding.wrote(50_000, 50_000);
    Finding last = Finding.MOVES;
    for (int second = 1; second <= 11; second++) {
      holding.queuedNow(50_000 - second);
      last = holding.sweep();
    }

    assertThat(last).isEqualTo(Finding.NOT_TAKEN);
  }

  @Test
  void findsAFrameThatComesByteByByte() {
    Finding last = Finding.MOVES;
    for (int second = 1; second <= 11; second++) {
      assertThat(last).isEqualTo(Finding.MOVES);
      holding.partial(MANY, 1, false);
      last = holding.sweep();
    }

    assertThat(last).isEqualTo(Finding.NOT_SENT);
  }

  @Test
  void leavesAFrameAloneThatComesAtAKilobyteASecond() {
    for (int second = 0; second < 60; second++) {
      holding.partial(MANY, 1_100, false);

      assertThat(holding.sweep()).isEqualTo(Finding.MOVES);
    }
  }

  @Test
  void givesEachFrameItsOwnTime() {
    for (int second = 0; second < 60; second++) {
      holding.partial(100, 10, second % 9 == 0);

      assertThat(holding.sweep()).isEqualTo(Finding.MOVES);
    }
  }

  @Test
  void doesNotCountTimeInWhichTheGatewayDoesNotRead() {
    holding.partial(100, 1, false);
    holding.paused(true);

    assertThat(sweeps(30)).containsOnly(Finding.MOVES);

    holding.paused(false);
    assertThat(sweeps(10)).containsOnly(Finding.MOVES);
    assertThat(holding.sweep()).isEqualTo(Finding.NOT_SENT);
  }

  @Test
  void isCountedForAsLongAsSomethingIsKept() {
    holding.wrote(1_000, 600);
    holding.partial(300, 40, true);
    assertThat(backlog.bytes()).isEqualTo(900);

    holding.queuedNow(0);
    holding.partial(0, 260, true);
    assertThat(backlog.bytes()).isZero();
    assertThat(holding.sweep()).isEqualTo(Finding.EMPTY);
  }

  private Finding[] sweeps(int count) {
    return IntStream.range(0, count).mapToObj(_ -> holding.sweep()).toArray(Finding[]::new);
  }
}
