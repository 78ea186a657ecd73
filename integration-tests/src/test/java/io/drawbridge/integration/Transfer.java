package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** 10,000 lines on their way from one client to another, which has been told to expect them. */
final class Transfer {
  static final int LINES = 10_000;
  static final String EXPECT = "--expect=" + LINES;

  private final ConnectProcess alice;
  private final ConnectProcess bob;
  private final byte[] sent;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Void> writing;

  private Transfer(ConnectProcess alice, ConnectProcess bob, byte[] sent) {
    this.alice = alice;
    this.bob = bob;
    this.sent = sent;
    this.writing = CompletableFuture.runAsync(this::write);
  }

  /** Begins to write to {@code alice}, who sends to {@code bob}. */
  static Transfer start(ConnectProcess alice, ConnectProcess bob) throws IOException {
    return new Transfer(alice, bob, RealInput.lines(LINES));
  }

  /** Returns when a quarter has arrived, and {@code bob} still waits for the rest. */
  void awaitMiddle() {
    await("a quarter has arrived")
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> bob.printedBytes() > sent.length / 4);
    assertThat(bob.isRunning()).isTrue();
  }

  /** Returns when every line has arrived, once, in order, byte for byte. */
  void awaitArrival(String name, Duration within) throws Exception {
    writing.get(within.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(alice.awaitExit(within)).isZero();
    assertThat(bob.awaitExit(within)).isZero();
    System.out.printf("%s.seconds: %.1f%n", name, (System.nanoTime() - startNanos) / 1e9);
    Path original = Files.write(Files.createTempFile("sent", ".txt"), sent);
    assertThat(Files.mismatch(original, bob.output())).isEqualTo(-1);
    Files.delete(original);
  }

  private void write() {
    try (OutputStream input = alice.input()) {
      input.write(sent);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
