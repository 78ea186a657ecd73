package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.integration.FaultTable.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Under a steady load one process of each role stands still for 20 s, and dies for some seconds:
 * what the design's guarantees promise for it happens, and everything is as before soon after.
 * Stops hit the first region, deaths the second.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4)
@Timeout(120)
final class FaultsIT {
  private static final Duration STOPPED_FOR = Duration.ofSeconds(20);

  /** Longer than the registration lease of tests. */
  private static final Duration DEAD_FOR = Duration.ofSeconds(6);

  /** The limit of the guarantee "everything is as before". */
  private static final Duration AS_BEFORE_WITHIN = Duration.ofSeconds(15);

  /** A gateway that seems well may still report that it is not. */
  private static final Duration STEADY_FOR = Duration.ofSeconds(1);

  /** A fault that is not noticed delays no message longer; two busy cores need most of it. */
  private static final double UNNOTICED_SECONDS = 3;

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  private final FaultTable table = new FaultTable();
  private Load load;

  enum Kind {
    STOP,
    KILL;

    int region() {
      return this == STOP ? 1 : 2;
    }
  }

  @BeforeAll
  void start(TestFleet fleet) throws Exception {
    load = Load.start(fleet);
    load.awaitNormal(AS_BEFORE_WITHIN);
  }

  @AfterAll
  void end() {
    System.out.print(table);
    load.close();
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "STOP, etcd-1",
    "KILL, etcd-1",
    "STOP, cp-1",
    "KILL, cp-1",
    "STOP, ipc-1",
    "KILL, ipc-1"
  })
  void noClientNoticesThatTheControlSideIsGone(Kind kind, String victim, TestFleet fleet)
      throws Exception {
    Row row =
        outage(
            fleet,
            kind,
            victim,
            () -> {
              if (!victim.startsWith("ipc")) {
                newClientsConnect(fleet, kind, victim);
              }
            });

    assertThat(row.silenceSeconds()).as("longest silence").isLessThan(UNNOTICED_SECONDS);
    assertThat(row.reconnects()).as("reconnects").isZero();
    assertNothingIsLost(row);
  }

  @Order(2)
  @ParameterizedTest
  @CsvSource({"STOP", "KILL"})
  void withoutRedisSessionsOfTheGatewayAreServedAndNobodyIsCalledOffline(Kind kind, TestFleet fleet)
      throws Exception {
    Row row =
        outage(
            fleet,
            kind,
            "redis-1",
            () -> {
              pushesAreAnswered(fleet, kind.region());
              newClientsConnect(fleet, kind, "redis-1");
            });

    assertThat(row.reconnects()).as("reconnects").isZero();
    assertNothingIsLost(row);
  }

  @Order(3)
  @ParameterizedTest
  @CsvSource({"STOP", "KILL"})
  void messagesWaitForTheChatAndGoOn(Kind kind, TestFleet fleet) throws Exception {
    int region = kind.region();
    Row row =
        outage(
            fleet, kind, "chat-1", () -> assertUnnoticed(flow -> flow.from().region() != region));

    assertThat(row.reconnects()).as("reconnects").isZero();
    if (kind == Kind.STOP) {
      assertNothingIsLost(row);
    } // else its memory is gone: what it had acknowledged and not delivered, and what it knew
  }

  @Order(4) // until here users are on both gateways
  @ParameterizedTest
  @CsvSource({"STOP", "KILL"})
  void clientsOfAGatewayGoElsewhereAndNothingAcknowledgedIsLost(Kind kind, TestFleet fleet)
      throws Exception {
    int region = kind.region();
    List<ChatUser> there =
        load.users().stream()
            .filter(user -> user.gateway().equals(TestFleet.nameIn(region, "gw-1")))
            .toList();
    assertThat(there).isNotEmpty();
    Row row =
        outage(
            fleet,
            kind,
            "gw-1",
            () -> {
              await("its clients are elsewhere")
                  .atMost(20, TimeUnit.SECONDS)
                  .until(() ->
                      there.stream()
                          .allMatch(
                              user -> user.gateway().equals(TestFleet.nameIn(region, "gw-2"))));
              assertUnnoticed(
                  flow -> flow.from().region() != region && flow.to().region() != region);
            });

    assertThat(row.reconnects()).as("reconnects").isEqualTo(there.size());
    assertNothingIsLost(row);
  }

  private interface During {
    void run() throws Exception;
  }

  /** One fault: its row says what was measured. */
  private Row outage(TestFleet fleet, Kind kind, String victim, During during) throws Exception {
    LocalFleet local = fleet.local();
    String name = TestFleet.nameIn(kind.region(), victim);
    load.awaitNormal(AS_BEFORE_WITHIN);
    load.mark();
    int connectionsBefore = load.connections();
    Duration lasts = kind == Kind.STOP ? STOPPED_FOR : DEAD_FOR;
    long startNanos = System.nanoTime();
    if (kind == Kind.STOP) {
      local.stop(name);
    } else {
      local.kill(name);
    }
    try {
      during.run();
      TimeUnit.NANOSECONDS.sleep(startNanos + lasts.toNanos() - System.nanoTime());
    } finally {
      if (kind == Kind.STOP) {
        local.cont(name);
      } else {
        local.start(name);
      }
    }
    long endNanos = System.nanoTime();
    int lost = kind == Kind.KILL && victim.startsWith("chat") ? giveUpAckedBefore(endNanos) : 0;
    await("everything is as before")
        .during(STEADY_FOR)
        .atMost(AS_BEFORE_WITHIN.plus(STEADY_FOR))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> load.isNormal() && fleet.isWhole());
    long asBeforeNanos = System.nanoTime() - STEADY_FOR.toNanos();
    Row row =
        new Row(
            kind.name().toLowerCase(Locale.ROOT),
            name,
            (endNanos - startNanos) / 1e9,
            Load.longestSilenceSeconds(load.flows(_ -> true)),
            load.connections() - connectionsBefore,
            lost,
            load.flows(_ -> true).stream().mapToInt(Flow::takeUnrecognisedRepeats).sum(),
            (asBeforeNanos - endNanos) / 1e9);
    table.add(row);
    return row;
  }

  private int giveUpAckedBefore(long nanos) {
    return load.flows(_ -> true).stream().mapToInt(flow -> flow.giveUpAckedBefore(nanos)).sum();
  }

  /** All that was sent is acknowledged and has arrived, or the load would not be as before. */
  private void assertNothingIsLost(Row row) {
    assertThat(row.lost()).as("lost").isZero();
    assertThat(row.repeats()).as("repeats that no receiver recognises").isZero();
    assertThat(load.flows(flow -> flow.refusal() != null)).as("flows with a refusal").isEmpty();
  }

  private void assertUnnoticed(Predicate<Flow> which) {
    assertThat(Load.longestSilenceSeconds(load.flows(which)))
        .as("longest silence where nothing is broken")
        .isLessThan(UNNOTICED_SECONDS);
  }

  private static void newClientsConnect(TestFleet fleet, Kind kind, String victim) {
    String name = "new-%s-%s".formatted(kind, victim).toLowerCase(Locale.ROOT);
    try (ChatUser user = ChatUser.connect(fleet.document(), kind.region(), name, _ -> {})) {
      user.awaitConnected(CONNECT_WITHIN);
    }
  }

  /** Pushes to every user of the load in this region, at each gateway of it. */
  private void pushesAreAnswered(TestFleet fleet, int region) throws Exception {
    for (String gateway : List.of("gw-1", "gw-2")) {
      String name = TestFleet.nameIn(region, gateway);
      try (Pusher pusher = Pusher.at(fleet.process(name).addresses().get("grpc"))) {
        for (ChatUser user : load.users()) {
          if (user.region() == region) {
            pusher.assertAnswered(user, user.gateway().equals(name));
          }
        }
      }
    }
  }
}
