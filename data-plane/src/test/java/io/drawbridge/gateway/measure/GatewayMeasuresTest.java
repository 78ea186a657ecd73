package io.drawbridge.gateway.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatewayMeasuresTest {
  private final AtomicLong nanoTime = new AtomicLong(5_000_000_000L);
  private final GatewayMeasures gateway = new GatewayMeasures(nanoTime::get, new IdleProcess());

  @Test
  void ratesAreOverAllLoopsAndPerSecondOfTheInterval() {
    LoopMeasures one = gateway.newLoop();
    LoopMeasures two = gateway.newLoop();
    one.messageIn(100);
    one.messageIn(300);
    two.messageIn(400);
    two.messageOut(50);
    two.accepted();
    one.refused();

    Load load = after(Duration.ofSeconds(2));

    assertThat(load.getMessagesInPerSecond()).isEqualTo(1.5);
    assertThat(load.getBytesInPerSecond()).isEqualTo(400);
    assertThat(load.getMessagesOutPerSecond()).isEqualTo(0.5);
    assertThat(load.getBytesOutPerSecond()).isEqualTo(25);
    assertThat(load.getAcceptsPerSecond()).isEqualTo(0.5);
    assertThat(load.getRefusalsPerSecond()).isEqualTo(0.5);
  }

  @Test
  void ratesStartAnewInEveryInterval() {
    LoopMeasures loop = gateway.newLoop();
    loop.messageIn(100);
    after(Duration.ofSeconds(1));

    Load load = after(Duration.ofSeconds(1));

    assertThat(load.getMessagesInPerSecond()).isZero();
    assertThat(load.getBytesInPerSecond()).isZero();
  }

  @Test
  void connectionsAndSessionsAreWhatIsOpenNow() {
    LoopMeasures one = gateway.newLoop();
    LoopMeasures two = gateway.newLoop();
    one.connectionOpened();
    one.connectionOpened();
    one.sessionOpened();
    after(Duration.ofSeconds(1));
    two.connectionClosed(); // opened on another loop

    Load load = after(Duration.ofSeconds(1));

    assertThat(load.getConnections()).isEqualTo(1);
    assertThat(load.getSessions()).isEqualTo(1);
  }

  @Test
  void quantilesAreOverAllLoopsInMicroseconds() {
    LoopMeasures one = gateway.newLoop();
    LoopMeasures two = gateway.newLoop();
    for (int micros = 1; micros <= 100; micros++) {
      (micros % 2 == 0 ? one : two)
          .businessAnsweredNanos(Duration.ofNanos(micros * 1000L).toNanos());
    }

    LatencyMicros answers = after(Duration.ofSeconds(1)).getBusinessAnswer();

    assertThat(answers.getCount()).isEqualTo(100);
    assertThat(answers.getP50()).isEqualTo(50);
    assertThat(answers.getP90()).isEqualTo(90);
    assertThat(answers.getP99()).isEqualTo(99);
  }

  @Test
  void anIntervalWithoutMeasurementsHasCountZero() {
    LoopMeasures loop = gateway.newLoop();
    loop.routedNanos(1_000_000);
    after(Duration.ofSeconds(1));

    Load load = after(Duration.ofSeconds(1));

    assertThat(load.getRouted()).isEqualTo(LatencyMicros.getDefaultInstance());
  }

  @Test
  void absurdDurationsAreCountedAtTheEdges() {
    LoopMeasures loop = gateway.newLoop();
    loop.loopLagNanos(-5);
    loop.loopLagNanos(Long.MAX_VALUE);

    LatencyMicros lag = after(Duration.ofSeconds(1)).getLoopLag();

    assertThat(lag.getCount()).isEqualTo(2);
    assertThat(lag.getP50()).isZero();
    assertThat((double) lag.getP99()).isCloseTo(60e6, within(60e4));
  }

  @Test
  void anIntervalOfNoLengthYieldsFiniteRates() {
    gateway.newLoop().messageIn(1);

    assertThat(gateway.interval().getMessagesInPerSecond()).isFinite();
  }

  @Test
  void nothingIsLostOrCountedTwiceWhileLoopsWriteAndTheReporterReads() throws Exception {
    int loops = 4;
    long each = 500_000;
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      LoopMeasures loop = gateway.newLoop();
      writers.add(Thread.ofPlatform().start(() -> write(loop, each)));
    }

    double messages = 0;
    long answers = 0;
    boolean running = true;
    while (running) {
      running =
          writers.stream().anyMatch(Thread::isAlive); // before the reading: the last one sees all
      Load load = after(Duration.ofSeconds(1));
      messages += load.getMessagesInPerSecond();
      answers += load.getBusinessAnswer().getCount();
    }

    assertThat(messages).isEqualTo(loops * (double) each);
    assertThat(answers).isEqualTo(loops * each);
  }

  @Test
  void readingTheTotalsChangesNoInterval() throws Exception {
    LoopMeasures loop = gateway.newLoop();
    long each = 500_000;
    Thread writer = Thread.ofPlatform().start(() -> write(loop, each));
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(() -> readTotalsUntilEnd(writer), Thread::startVirtualThread);

    double messages = 0;
    long answers = 0;
    boolean running = true;
    while (running) {
      running = writer.isAlive();
      Load load = after(Duration.ofSeconds(1));
      messages += load.getMessagesInPerSecond();
      answers += load.getBusinessAnswer().getCount();
    }
    reader.join();

    assertThat(messages).isEqualTo((double) each);
    assertThat(answers).isEqualTo(each);
    assertThat(gateway.totals().messagesIn()).isEqualTo(each);
    assertThat(gateway.businessAnswered().counts().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(each);
  }

  private void readTotalsUntilEnd(Thread writer) {
    long before = 0;
    while (writer.isAlive()) {
      long now = gateway.totals().messagesIn();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
      assertThat(gateway.connections()).isZero();
      assertThat(gateway.businessAnswered().sum()).isNotNegative();
    }
  }

  private static void write(LoopMeasures loop, long times) {
    for (long i = 0; i < times; i++) {
      loop.messageIn(1);
      loop.businessAnsweredNanos(i);
    }
  }

  private Load after(Duration time) {
    nanoTime.addAndGet(time.toNanos());
    return gateway.interval();
  }
}
