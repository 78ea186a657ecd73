package io.drawbridge.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway of two loops whose connections may keep 100 KB together. */
final class BuffersTest {
  private static final int KILOBYTE = 1_000;

  private final Buffers buffers = new Buffers(100 * KILOBYTE);
  private final GatewayMeasures measures =
      new GatewayMeasures(System::nanoTime, new JvmUsage(System::nanoTime, () -> 0, 0));
  private final EmbeddedChannel here = new EmbeddedChannel();
  private final EmbeddedChannel there = new EmbeddedChannel();
  private final Loop thisLoop = loop(here);
  private final Loop otherLoop = loop(there);
  private final List<CloseReason> ends = new ArrayList<>();

  @AfterEach
  void release() {
    here.finishAndReleaseAll();
    there.finishAndReleaseAll();
  }

  @Test
  void leavesEverybodyAloneWhileThereIsRoom() {
    Connection connection = open(thisLoop, here);
    connection.keepsOfFrame(74 * KILOBYTE, 1, true);
    thisLoop.endBatch();

    assertThat(connection.isOpen()).isTrue();
    assertThat(buffers.used()).isEqualTo(74 * KILOBYTE);
  }

  @Test
  void closesThoseWhoKeepMostUntilThereIsRoom() {
    Connection small = keeping(thisLoop, here, 5);
    Connection largest = keeping(thisLoop, here, 40);
    Connection large = keeping(thisLoop, here, 32);
    thisLoop.endBatch();

    assertThat(largest.isOpen()).isFalse();
    assertThat(large.isOpen()).isTrue();
    assertThat(small.isOpen()).isTrue();
    assertThat(ends).containsExactly(CloseReason.OVERLOADED);
    assertThat(buffers.used()).isEqualTo(37 * KILOBYTE);
    assertThat(measures.closedForMemory()).isEqualTo(1);
  }

  @Test
  void closesNobodyOnALoopThatKeepsLessThanItsShare() {
    Connection modest = keeping(otherLoop, there, 30);
    Connection greedy = keeping(thisLoop, here, 60);
    otherLoop.endBatch();
    assertThat(modest.isOpen()).isTrue();

    thisLoop.endBatch();
    assertThat(greedy.isOpen()).isFalse();
    assertThat(modest.isOpen()).isTrue();
  }

  @Test
  void readsNobodyWhoSendsWhileAllIsFullAndGoesOnWhenThereIsRoom() {
    Connection connection = open(thisLoop, here);
    List<Connection> smallOnes = new ArrayList<>();
    for (int i = 0; i < 50; i++) { // none of them is worth closing
      smallOnes.add(keeping(otherLoop, there, 2));
    }
    otherLoop.endBatch();
    assertThat(smallOnes).allMatch(Connection::isOpen);

    connection.pauseIfFull();
    assertThat(here.config().isAutoRead()).isFalse();
    assertThat(measures.readsPaused()).isEqualTo(1);

    here.advanceTimeBy(1, TimeUnit.SECONDS);
    here.runScheduledPendingTasks();
    assertThat(here.config().isAutoRead()).as("it is full still").isFalse();

    smallOnes.getFirst().keepsOfFrame(0, 100, true);
    here.advanceTimeBy(1, TimeUnit.SECONDS);
    here.runScheduledPendingTasks();
    assertThat(here.config().isAutoRead()).isTrue();
  }

  @Test
  void forgetsWhatAConnectionKeptThatIsGone() {
    Connection connection = keeping(thisLoop, here, 50);
    connection.socketGone();

    assertThat(buffers.used()).isZero();
  }

  private Connection keeping(Loop loop, EmbeddedChannel channel, int kilobytes) {
    Connection connection = open(loop, channel);
    connection.keepsOfFrame(kilobytes * KILOBYTE, 1, true);
    return connection;
  }

  private Connection open(Loop loop, EmbeddedChannel channel) {
    return new Connection(loop, channel, new Owner(), 0);
  }

  private Loop loop(EmbeddedChannel channel) {
    return new Loop(0, channel.eventLoop(), measures.newLoop(), new LoopBounds(1_000, buffers));
  }

  private final class Owner implements ConnectionOwner {
    @Override
    public void connectionEnded(CloseReason reason) {
      ends.add(reason);
    }

    @Override
    public int allowedSilenceSeconds() {
      return 60;
    }

    @Override
    public CloseReason silenceReason() {
      return CloseReason.HEARTBEAT_TIMEOUT;
    }
  }
}
