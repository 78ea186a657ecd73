package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job: lines of one client arrive at another, all of them, once, in order. */
@ExtendWith(SharedFleet.class)
final class TransferIT {
  private static final int LINES = 10_000;
  private static final Duration TRANSFER_WITHIN = Duration.ofMinutes(2);

  @Test
  @Timeout(180)
  void tenThousandLinesArriveByteForByteFromOneGatewayToAnother(TestFleet fleet) throws Exception {
    byte[] sent = RealInput.lines(LINES);
    try (ConnectProcess bob = fleet.connectOn("gw-1", "bob", "--expect", "" + LINES);
        ConnectProcess alice = fleet.connectOn("gw-2", "alice", "--to", bob.user())) {
      long started = System.nanoTime();

      write(alice, sent);

      assertThat(alice.awaitExit(TRANSFER_WITHIN)).isZero();
      assertThat(bob.awaitExit(TRANSFER_WITHIN)).isZero();
      System.out.printf("transfer.seconds: %.1f%n", (System.nanoTime() - started) / 1e9);
      assertThat(Files.mismatch(file(sent), bob.output())).isEqualTo(-1);
    }
  }

  @Test
  @Timeout(240)
  void nothingIsLostWhenTheReceiversGatewayIsKilledInTheMiddle(TestFleet fleet) throws Exception {
    byte[] sent = RealInput.lines(LINES);
    try (ConnectProcess bob = fleet.connectOn("gw-1", "bob-killed", "--expect", "" + LINES);
        ConnectProcess alice = fleet.connectOn("gw-2", "alice-killed", "--to", bob.user())) {
      Thread writer = Thread.ofVirtual().start(() -> writeQuietly(alice, sent));
      await().atMost(60, TimeUnit.SECONDS).until(() -> bob.printedBytes() > sent.length / 4);
      assertThat(bob.isRunning()).isTrue();

      fleet.process("gw-1").kill();
      long killed = System.nanoTime();
      await()
          .atMost(30, TimeUnit.SECONDS)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> bob.connections().getLast().equals("gw-2"));
      System.out.printf(
          "recovery.seconds_after_kill: %.2f (first spread 1 s + 2 s)%n",
          (System.nanoTime() - killed) / 1e9);

      writer.join();
      assertThat(alice.awaitExit(TRANSFER_WITHIN)).isZero();
      assertThat(bob.awaitExit(TRANSFER_WITHIN)).isZero();
      assertThat(Files.mismatch(file(sent), bob.output())).isEqualTo(-1);
    } finally {
      fleet.startAgain("gw-1");
    }
  }

  @Test
  @Timeout(240)
  void nothingIsLostWhenTheReceiversGatewayIsAskedToStop(TestFleet fleet) throws Exception {
    byte[] sent = RealInput.lines(LINES);
    try (ConnectProcess bob = fleet.connectOn("gw-2", "bob-moved", "--expect", "" + LINES);
        ConnectProcess alice = fleet.connectOn("gw-1", "alice-moved", "--to", bob.user())) {
      Thread writer = Thread.ofVirtual().start(() -> writeQuietly(alice, sent));
      await().atMost(60, TimeUnit.SECONDS).until(() -> bob.printedBytes() > sent.length / 4);
      assertThat(bob.isRunning()).isTrue();

      fleet.process("gw-2").terminate();

      writer.join();
      assertThat(alice.awaitExit(TRANSFER_WITHIN)).isZero();
      assertThat(bob.awaitExit(TRANSFER_WITHIN)).isZero();
      assertThat(bob.connections()).endsWith("gw-1");
      assertThat(Files.mismatch(file(sent), bob.output())).isEqualTo(-1);
    } finally {
      fleet.startAgain("gw-2");
    }
  }

  private static void write(ConnectProcess client, byte[] bytes) throws Exception {
    try (OutputStream input = client.input()) {
      input.write(bytes);
    }
  }

  private static void writeQuietly(ConnectProcess client, byte[] bytes) {
    try {
      write(client, bytes);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.nio.file.Path file(byte[] bytes) throws Exception {
    return Files.write(Files.createTempFile("sent", ".txt"), bytes);
  }
}
