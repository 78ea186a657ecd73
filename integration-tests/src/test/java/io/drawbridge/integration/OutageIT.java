package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients do not notice that etcd or the control plane is gone, and everything heals by itself. */
@ExtendWith(SharedFleet.class)
final class OutageIT {
  /** Four times the registration lease of tests. */
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  private static final Duration HEAL_WITHIN = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"etcd-1", "cp-1"})
  @Timeout(180)
  void isNotNoticedByClients(String victim, TestFleet fleet) throws Exception {
    String before = "before-" + victim;
    try (ConnectProcess bob = fleet.connect("bob-" + before);
        ConnectProcess alice = fleet.connect("alice-" + before, "--to", "bob-" + before)) {
      bob.awaitConnected();
      alice.awaitConnected();
      exchange(alice, bob, "before the outage");

      fleet.process(victim).kill();
      try {
        liveThrough(OUTAGE, alice, bob);
        newClientsConnect(fleet, "new-" + victim);
      } finally {
        fleet.startAgain(victim);
      }

      await("everything registers again").atMost(HEAL_WITHIN).until(fleet::isWhole);
      exchange(alice, bob, "after the outage");
      assertThat(bob.connections()).as("bob never had to reconnect").hasSize(1);
      assertThat(alice.connections()).as("alice never had to reconnect").hasSize(1);
    }
  }

  private static void liveThrough(Duration outage, ConnectProcess alice, ConnectProcess bob)
      throws Exception {
    long end = System.nanoTime() + outage.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      exchange(alice, bob, "during the outage " + i);
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static void newClientsConnect(TestFleet fleet, String name) throws Exception {
    try (ConnectProcess carol = fleet.connect("carol-" + name, "--expect", "1")) {
      carol.awaitConnected();
      try (ConnectProcess dave = fleet.connect("dave-" + name, "--to", "carol-" + name)) {
        dave.awaitConnected();
        exchange(dave, carol, "between new clients");
      }
    }
  }

  private static void exchange(ConnectProcess from, ConnectProcess to, String line)
      throws Exception {
    from.sendLine(line);
    await(line).atMost(20, TimeUnit.SECONDS).until(() -> to.printed().contains(line + "\n"));
  }
}
