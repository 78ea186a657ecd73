package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.integration.Recording.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hot restarts between real processes of which one dies or stands still, at each step, under
 * recorded load: before the new one serves nobody is dropped; later nothing that was acknowledged
 * is lost; and every connection has one owner, as the recorder and the kernel say. Takes minutes:
 * runs by {@code test --long sessions}.
 */
@ExtendWith(NoSharedFleet.class)
@Order(6)
@Timeout(900)
final class HandOverFaults {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int CLIENTS = 60;
  private static final long MESSAGES_BEFORE = 100;

  /** Longer than the time for a batch, shorter than that for the doors. */
  private static final long STANDSTILL_MILLIS = 3_000;

  private static final String IS_MET = "taking over from the process";
  private static final String SERVES = "accepts clients at";

  /**
   * What happens to whom, when, and whether no client can notice: one whose gateway stands still
   * does.
   */
  enum Fault {
    NONE(SERVES, true),
    NEW_ONE_DIES_BEFORE_IT_SERVES(IS_MET, true),
    NEW_ONE_STANDS_STILL_BEFORE_IT_SERVES(IS_MET, true),
    OLD_ONE_STANDS_STILL_BEFORE_THAT(IS_MET, false),
    NEW_ONE_DIES_WHEN_IT_SERVES(SERVES, false),
    NEW_ONE_STANDS_STILL_WHEN_IT_SERVES(SERVES, false),
    OLD_ONE_STANDS_STILL_WHEN_THE_NEW_ONE_SERVES(SERVES, false),
    OLD_ONE_DIES_WHEN_THE_NEW_ONE_SERVES(SERVES, false),
    OLD_ONE_DIES_BEFORE_THAT(IS_MET, false);

    private final String when;
    private final boolean isUnnoticed;

    Fault(String when, boolean isUnnoticed) {
      this.when = when;
      this.isUnnoticed = isUnnoticed;
    }

    void happen(ProcessHandle old, ProcessHandle next) throws Exception {
      switch (this) {
        case NONE -> {}
        case NEW_ONE_DIES_BEFORE_IT_SERVES, NEW_ONE_DIES_WHEN_IT_SERVES -> HandingOver.kill(next);
        case OLD_ONE_DIES_BEFORE_THAT, OLD_ONE_DIES_WHEN_THE_NEW_ONE_SERVES ->
            HandingOver.kill(old);
        case NEW_ONE_STANDS_STILL_BEFORE_IT_SERVES, NEW_ONE_STANDS_STILL_WHEN_IT_SERVES ->
            standStill(next);
        case OLD_ONE_STANDS_STILL_BEFORE_THAT, OLD_ONE_STANDS_STILL_WHEN_THE_NEW_ONE_SERVES ->
            standStill(old);
      }
    }

    private static void standStill(ProcessHandle process) throws Exception {
      HandingOver.signal("STOP", process);
      TimeUnit.MILLISECONDS.sleep(STANDSTILL_MILLIS);
      if (process.isAlive()) {
        HandingOver.signal("CONT", process);
      }
    }
  }

  @Test
  void nobodyIsDroppedBeforeNothingIsLostAfterAndNothingHasTwoOwners() throws Exception {
    int businessPort = LoneGateway.freePort();
    int grpcPort = LoneGateway.freePort();
    try (Recording recording = Recording.start("hand-over");
        HandingOver gateway = HandingOver.start(recording.folder(), businessPort, grpcPort)) {
      Program business =
          recording.business(Classes.BUILT, 1, businessPort, List.of("127.0.0.1:" + grpcPort));
      business.greeting();
      Program clients = clients(recording, gateway);
      for (Fault fault : Fault.values()) {
        restart(fault, gateway, clients);
        recording.rest();
        assertThat(gateway.connections()).as("connections after %s", fault).isEqualTo(CLIENTS);
      }
      Findings found = recording.check();

      assertThat(found.violations()).as(found.text()).isEmpty();
    }
  }

  private static Program clients(Recording recording, HandingOver gateway)
      throws IOException, InterruptedException {
    Path keys = recording.folder().resolve("keys.json");
    List<String> arguments =
        new ArrayList<>(List.of("--count", "" + CLIENTS, "--work", "2", "--keys", keys + ""));
    arguments.addAll(gateway.forClients());
    Program clients = recording.clients(Classes.BUILT, arguments);
    clients.greeting();
    await("everybody is connected")
        .atMost(WITHIN)
        .until(() -> clients.stats().get("connected") == CLIENTS);
    return clients;
  }

  private static void restart(Fault fault, HandingOver gateway, Program clients) throws Exception {
    Map<String, Long> before = clients.stats();
    clients.ask("rate 200");
    await("messages flow")
        .atMost(WITHIN)
        .until(() -> clients.stats().get("acked") >= before.get("acked") + MESSAGES_BEFORE);
    gateway.restart();
    ProcessHandle old = gateway.old();
    ProcessHandle next = gateway.next();
    var _ = gateway.awaitLine(fault.when);
    fault.happen(old, next);
    gateway.awaitOne();
    if (fault.isUnnoticed) {
      assertThat(clients.stats().get("connections"))
          .as("connections that clients have made, after %s", fault)
          .isEqualTo(before.get("connections"));
    }
  }
}
