package io.drawbridge.recorder.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.recorder.history.Gauge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories made by hand: each invariant kept, and broken in each way that it can be. */
final class CheckerTest {
  private static final int DELIVERED = 1;
  private static final int HELD = 2;
  private static final int OFFLINE = 4;
  private static final int UNKNOWN = 8;

  @TempDir Path folder;

  /** Writes a history. */
  interface Script {
    HandHistory write(HandHistory history) throws IOException;
  }

  static Stream<Arguments> clean() {
    return Stream.of(
        ok("nothing at all", h -> h.quiet()),
        ok("messages", h -> h.message(1, 1).message(1, 2).message(2, 1).quiet()),
        ok("a repeat", h -> h.message(1, 1).received(1, 1, 2).quiet()),
        ok("a refusal in the middle", h -> h.send(1, 1).refused(1, 1, 3).message(1, 2).quiet()),
        ok("numbers given up", h -> h.send(1, 1).effect(1, 1, 4, 1).acked(1, 1, 4).quiet()),
        ok("an effect whose ack was lost with its client", h -> h.send(1, 1).effect(1, 1, 1, 1)),
        ok("a message under way at an unclean end", h -> h.message(1, 1).send(1, 2)),
        ok("a push", h -> push(h, 1, DELIVERED).quiet()),
        ok("a push nobody got", h -> h.pushed(1, 1).fate(1, 1, OFFLINE, 0).quiet()),
        ok("a push some gateway was not asked for", h -> push(h, 1, DELIVERED).fate(1, 1, 7, 0)),
        ok("a push repeated", h -> repeated(h).quiet()),
        ok("a push the killed business was not told of", h -> h.pushed(1, 1).killed(5).quiet()),
        ok("a push held for a session that ended", h -> heldAndGone(h).quiet()),
        ok("a push held and delivered later", h -> held(h).delivered(1, 1, 9).quiet()),
        ok("unknown pushes in any order", h -> outOfOrder(h, UNKNOWN).quiet()),
        ok("replies", h -> h.replied(1, 1).replied(1, 2).delivered(1, 1, 9).delivered(1, 2, 9)),
        ok("a reconnect", h -> h.connected(1, 9).lost(1).connected(1, 9).quiet()),
        ok("a session taken by another connection", h -> taken(h, 1_000).quiet()),
        ok("gauges", h -> gauges(h, 1, 1, 0, 1)));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        no("I1", "acknowledged, no effect", h -> h.send(1, 1).acked(1, 1, 1)),
        no("I1", "acknowledged first", h -> h.send(1, 1).acked(1, 1, 1).effect(1, 1, 1, 1)),
        no("I1", "another number", h -> h.send(1, 1).effect(1, 1, 1, 1).acked(1, 1, 2)),
        no("I2", "two effects", h -> h.message(1, 1).effect(1, 1, 2, 1)),
        no("I2", "two effects of one number", h -> h.message(1, 1).effect(1, 1, 1, 1)),
        no("I3", "order", h -> swapped(h)),
        no("I3", "a lane number twice", h -> h.message(1, 1).send(1, 2).effect(1, 2, 1, 1)),
        no("I3", "a gap below an ack", h -> h.send(1, 1).message(1, 2)),
        no("I3", "another lane", h -> h.message(1, 1).send(1, 2).effect(1, 2, 2, 1, 78)),
        no("I4", "delivered twice", h -> push(h, 1, DELIVERED).delivered(1, 1, 9)),
        no("I4", "to another client", h -> h.pushed(2, 1).delivered(1, 1, 9)),
        no("I4", "told and not", h -> h.pushed(1, 1).fate(1, 1, DELIVERED, 9).quiet()),
        no("I4", "held, lives, not delivered", h -> held(h).quiet()),
        no("I4", "order of pushes", h -> outOfOrder(h, DELIVERED).quiet()),
        no("I4", "order of replies", h -> repliesSwapped(h)),
        no("I5", "effect of an old connection", h -> effects(h, 2, 1)),
        no("I5", "handled for an old connection", h -> h.received(1, 1, 2).received(1, 2, 1)),
        no("I5", "two connections for ever", h -> h.connected(1, 9).connected(2, 9).quiet()),
        no("I5", "two connections for long", h -> taken(h, 3_000)),
        no("I5", "a session of nobody goes on", h -> h.connected(1, 9, true)),
        no("I5", "one session is new twice", h -> h.connected(1, 9).lost(1).connected(1, 9, false)),
        no("I6", "more connections", h -> gauges(h, 2, 1, 0, 1)),
        no("I6", "sockets left", h -> gauges(h, 1, 1, 0, 2)),
        no("I6", "sessions left", h -> gauges(h, 1, 2, 0, 1)),
        no("I6", "detached sessions left", h -> gauges(h, 1, 1, 1, 1)),
        no("I7", "message dropped", h -> h.send(1, 1).quiet()),
        no("I7", "ended twice", h -> h.message(1, 1).refused(1, 1, 3)),
        no("I7", "refused and never sent", h -> h.message(1, 1).refused(1, 2, 3)),
        no("I7", "refused without a reason", h -> h.send(1, 1).refused(1, 1, 0)),
        no("I7", "push never answered", h -> h.pushed(1, 1).quiet()),
        no("I7", "push answered twice", h -> push(h, 1, DELIVERED).fate(1, 1, DELIVERED, 9)),
        no("I7", "push answered with nothing", h -> h.pushed(1, 1).fate(1, 1, 0, 9)),
        no("history", "numbers missing", h -> h.send(1, 2)),
        no("history", "an effect of nothing", h -> h.message(1, 1).effect(1, 2, 2, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void clean(String what, Script script) throws IOException {
    Report report = check(script);

    assertThat(report.first()).isEmpty();
    assertThat(report.violations()).isZero();
    assertThat(report.text()).contains("recorder.violations: 0\n");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void broken(String invariant, String what, Script script) throws IOException {
    Report report = check(script);

    assertThat(report.counts()).containsOnlyKeys(invariant);
    assertThat(report.text()).contains("recorder.violations." + invariant + ": ");
  }

  @Test
  void aViolationNamesClientNumbersFileAndRecord() throws IOException {
    Report report = check(h -> h.message(3, 1).send(3, 2).acked(3, 2, 2));

    assertThat(report.messages()).isEqualTo(2);
    assertThat(report.first())
        .hasToString(
            "[I1: client 3, message 2: acknowledged, without effect (clients.rec, record 2)]");
  }

  @Test
  void allViolationsAreCountedAndTheFirstTwentyShown() throws IOException {
    Report report =
        check(h -> {
          for (int number = 1; number <= 100; number++) {
            h.send(1, number).acked(1, number, number);
          }
          return h;
        });

    assertThat(report.violations()).isEqualTo(100);
    assertThat(report.first()).hasSize(20);
  }

  @Test
  void timesWithoutAConnectionAreTold() throws IOException {
    Report report =
        check(h -> h.connected(1, 9).lost(1).later(99).connected(1, 9).lost(1).connected(1, 10));

    assertThat(report.resumed()).isEqualTo("1 times, p50 100.0 ms, p99 100.0 ms, longest 100.0 ms");
    assertThat(report.renewed()).startsWith("1 times, p50 1.0 ms");
  }

  private Report check(Script script) throws IOException {
    try (HandHistory history = new HandHistory(folder)) {
      return script.write(history).check();
    }
  }

  private static Arguments ok(String what, Script script) {
    return Arguments.of(what, script);
  }

  private static Arguments no(String invariant, String what, Script script) {
    return Arguments.of(invariant, what, script);
  }

  private static HandHistory push(HandHistory h, long push, int outcome) throws IOException {
    return h.pushed(1, push).delivered(1, push, 9).fate(1, push, outcome, 9);
  }

  private static HandHistory repeated(HandHistory h) throws IOException {
    return h.pushed(1, 1).delivered(1, 1, 9).fate(1, 1, UNKNOWN, 0).pushed(1, 1).fate(1, 1, 1, 9);
  }

  private static HandHistory held(HandHistory h) throws IOException {
    return h.connected(1, 9).lost(1).pushed(1, 1).fate(1, 1, HELD, 9).connected(1, 9);
  }

  private static HandHistory heldAndGone(HandHistory h) throws IOException {
    return h.connected(1, 9).lost(1).pushed(1, 1).fate(1, 1, HELD, 9).connected(1, 10);
  }

  private static HandHistory outOfOrder(HandHistory h, int outcome) throws IOException {
    return h.pushed(1, 1)
        .pushed(1, 2)
        .delivered(1, 2, 9)
        .delivered(1, 1, 9)
        .fate(1, 1, outcome, 9)
        .fate(1, 2, outcome, 9);
  }

  private static HandHistory repliesSwapped(HandHistory h) throws IOException {
    return h.replied(1, 1).replied(1, 2).delivered(1, 2, 9).delivered(1, 1, 9);
  }

  private static HandHistory swapped(HandHistory h) throws IOException {
    return h.send(1, 1).send(1, 2).effect(1, 2, 1, 1).effect(1, 1, 2, 1);
  }

  private static HandHistory effects(HandHistory h, long first, long second) throws IOException {
    return h.send(1, 1).send(1, 2).effect(1, 1, 1, first).effect(1, 2, 2, second);
  }

  /** One client's session goes on at another, and the first learns of it later. */
  private static HandHistory taken(HandHistory h, long laterMillis) throws IOException {
    return h.connected(1, 9).connected(2, 9).later(laterMillis).lost(1);
  }

  private static HandHistory gauges(
      HandHistory h, long connections, long sessions, long detached, long sockets)
      throws IOException {
    return h.connected(1, 9)
        .quiet()
        .gauge(Gauge.CONNECTIONS, connections)
        .gauge(Gauge.SESSIONS, sessions)
        .gauge(Gauge.DETACHED, detached)
        .gauge(Gauge.SOCKETS, sockets);
  }
}
