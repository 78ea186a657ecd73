package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.integration.Recording.Findings;
import io.drawbridge.recorder.history.History;
import io.drawbridge.recorder.history.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Does the recorder find what it is there for? Faults are planted into classes of the product, in
 * the smallest set-up in which they show: gateways without a fleet, clients behind a network that
 * is cut, a business. The same set-ups without a fault have no violation.
 */
@ExtendWith(NoSharedFleet.class)
@Order(6)
@Timeout(120)
final class PlantedBugsIT {
  private static final Duration HAPPENS_WITHIN = Duration.ofSeconds(60);
  private static final int CUTS = 20;

  /** That of {@link LoneGateway}'s service. */
  private static final Duration LONGER_THAN_THE_TIME_LIMIT = Duration.ofMillis(5_500);

  /** Which process has the fault. */
  enum Where {
    NOWHERE,
    GATEWAY,
    BUSINESS,
    CLIENTS
  }

  /** Faults that show when connections are cut and the business stands still for a while. */
  enum Planted {
    NOTHING("", Where.NOWHERE, "", "", ""),
    ACK_BEFORE_THE_BUSINESS_HAS_IT(
        "I1",
        Where.GATEWAY,
        "data-plane/src/main/java/io/drawbridge/gateway/session/Lane.java",
        "return acked;",
        "return inBatch > 0 ? lastInBatch() : acked;"),
    NO_DEDUPLICATION(
        "I2",
        Where.BUSINESS,
        "clients/business-java/src/main/java/io/drawbridge/business/upstream/LaneStep.java",
        "seq <= known.acceptedTo()",
        "seq <= 0"),
    TAIL_OF_THE_WINDOW_LOST(
        "I1",
        Where.CLIENTS,
        "clients/java/src/main/java/io/drawbridge/client/lane/Lane.java",
        "return acked + 1;",
        "return highestSent + 1;");

    private final String invariant;
    private final Where where;
    private final String source;
    private final String original;
    private final String planted;

    Planted(String invariant, Where where, String source, String original, String planted) {
      this.invariant = invariant;
      this.where = where;
      this.source = source;
      this.original = original;
      this.planted = planted;
    }

    Classes classes(Where process) throws IOException {
      return process == where
          ? new Mutant(name(), source, original, planted).compile()
          : Classes.BUILT;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRecorderFindsWhatCutsAndAStandstillBringToLight(Planted planted) throws Exception {
    Findings found = underFaults(planted);

    if (planted == Planted.NOTHING) {
      assertThat(found.violations()).as(found.text()).isEmpty();
    } else {
      assertThat(found.violations()).as(found.text()).containsKey(planted.invariant);
    }
  }

  private static Findings underFaults(Planted planted) throws Exception {
    int businessPort = LoneGateway.freePort();
    try (Recording recording = Recording.start("planted-" + planted);
        LoneGateway gateway =
            LoneGateway.start(
                "gw-1", planted.classes(Where.GATEWAY), recording.folder(), businessPort)) {
      Program business =
          recording.business(
              planted.classes(Where.BUSINESS), 1, businessPort, List.of(gateway.grpc()));
      List<String> arguments =
          new ArrayList<>(
              List.of("--count", "10", "--work", "20", "--keys", keys(recording).toString()));
      arguments.addAll(gateway.forClients());
      Program clients = recording.clients(planted.classes(Where.CLIENTS), arguments);
      business.greeting();
      gateway.awaitReady();
      clients.greeting();
      await("everybody is connected")
          .atMost(HAPPENS_WITHIN)
          .until(() -> clients.stats().get("connected") == 10);
      clients.ask("rate 300");
      for (int cut = 0; cut < CUTS; cut += 2) {
        clients.ask("cut 2");
        TimeUnit.MILLISECONDS.sleep(200); // of load between the cuts
      }
      await("connections were cut")
          .atMost(HAPPENS_WITHIN)
          .until(() -> clients.stats().get("cuts") >= CUTS / 2);
      business.pause(); // gateways send again what is not answered in time
      TimeUnit.MILLISECONDS.sleep(LONGER_THAN_THE_TIME_LIMIT.toMillis());
      business.resume();
      if (planted == Planted.NOTHING) {
        recording.rest();
      } else {
        recording.standstill(); // a lost tail with nothing behind it stays unacknowledged for good
      }
      return recording.check();
    }
  }

  private static Path keys(Recording recording) {
    return recording.folder().resolve("keys.json");
  }

  /** With the library's check, and with the check taken out. */
  enum Fence {
    IN_PLACE,
    REMOVED;

    Classes business() throws IOException {
      return this == IN_PLACE
          ? Classes.BUILT
          : new Mutant(
                  "no-fence",
                  "clients/business-java/src/main/java/io/drawbridge/business/upstream/LaneStep.java",
                  "connectNumber < known.connectNumber()",
                  "connectNumber < 0")
              .compile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRecorderFindsAPausedGatewayThatIsBelieved(Fence fence) throws Exception {
    int businessPort = LoneGateway.freePort();
    try (Recording recording = Recording.start("fence-" + fence);
        LoneGateway zombie =
            LoneGateway.start("gw-1", Classes.BUILT, recording.folder(), businessPort);
        LoneGateway other =
            LoneGateway.start("gw-2", Classes.BUILT, recording.folder(), businessPort)) {
      Program business =
          recording.business(
              fence.business(), 1, businessPort, List.of(zombie.grpc(), other.grpc()));
      List<String> arguments =
          new ArrayList<>(List.of("--count", "1", "--work", "300", "--silence", "1000"));
      arguments.addAll(List.of("--keys", keys(recording).toString()));
      arguments.addAll(zombie.forClients());
      arguments.addAll(other.forClients());
      business.greeting();
      zombie.awaitReady();
      other.awaitReady();
      Program client = recording.clients(Classes.BUILT, arguments);
      client.greeting();
      await("connected").atMost(HAPPENS_WITHIN).until(() -> client.stats().get("connected") == 1);

      zombie.pause();
      client.ask("rate 12");
      await("sent").atMost(HAPPENS_WITHIN).until(() -> client.stats().get("sent") >= 12);
      client.ask("rate 0");
      await("messages are in the paused gateway's socket, and the other's batch is under way")
          .atMost(HAPPENS_WITHIN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> handledFrom(recording, 2) >= 3);
      zombie.resume(); // its batch waits behind that one, which takes longer than it may
      recording.rest();
      Findings found = recording.check();

      if (fence == Fence.IN_PLACE) {
        assertThat(found.violations()).as(found.text()).isEmpty();
      } else {
        assertThat(found.violations()).as(found.text()).containsKey("I5");
      }
    }
  }

  private static long handledFrom(Recording recording, long connectNumber) throws IOException {
    AtomicLong handled = new AtomicLong();
    History.of(recording.folder())
        .read((_, _, entry) -> {
          if (entry.kind() == Kind.RECEIVED && entry.second() >= connectNumber) {
            handled.incrementAndGet();
          }
        });
    return handled.get();
  }

  @Test
  void aMutantWhoseTextIsGoneIsRefused() {
    Mutant gone = new Mutant("gone", "pom.xml", "no such text", "");

    assertThatThrownBy(gone::compile)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("pom.xml (expected: exactly once)");
  }
}
