package io.drawbridge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The program between two real namespaces, measured by real sockets. */
@ExtendWith(NeedsNamespaces.class)
@Timeout(60)
final class LinkNamespacesTest {
  private TwoNamespaces ends;

  @BeforeEach
  void start() throws Exception {
    ends = TwoNamespaces.create();
  }

  @AfterEach
  void end() throws Exception {
    ends.delete();
  }

  @Test
  void delaysEveryPacketAndDropsAsManyAsAsked() throws Exception {
    ends.startLink("delay = 20ms\nloss = 10%\n");
    int sent = 2_000;
    try (DatagramSocket there = ends.b().call(() -> bound(ends.addressB()));
        DatagramSocket here = ends.a().call(() -> bound(ends.addressA()))) {
      Thread echo = Thread.ofPlatform().daemon().start(() -> echo(there));

      Measured measured = sendAndCount(here, sent);

      double arrived = measured.answers() / (double) sent;
      assertThat(arrived).as("90 % of 90 %").isCloseTo(0.81, within(0.05));
      assertThat(measured.shortest()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
      assertThat(measured.shortest()).isLessThan(Duration.ofMillis(50));
      assertThat(echo.isAlive()).isTrue();
    }
  }

  @Test
  void aStreamCrossesALossyLinkUnharmed() throws Exception {
    ends.startLink("delay = 5ms\njitter = 2ms\nloss = 1%\nduplicate = 1%\nreorder = 1%\n");
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    try (ServerSocket server = ends.b().call(() -> new ServerSocket(0, 1, ends.addressB()));
        Socket client = ends.a().call(() -> new Socket(ends.addressB(), server.getLocalPort()));
        Socket accepted = server.accept()) {
      CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(accepted));

      try (OutputStream out = client.getOutputStream()) {
        out.write(sent);
      }

      assertThat(Arrays.equals(received.get(40, TimeUnit.SECONDS), sent)).isTrue();
    }
  }

  @Test
  void oneDirectionCanBeCutAndMended() throws Exception {
    ends.startLink("");
    try (DatagramSocket there = ends.b().call(() -> bound(ends.addressB()));
        DatagramSocket here = ends.a().call(() -> bound(ends.addressA()))) {
      there.setSoTimeout(2_000);

      send(here, there.getLocalPort());
      assertThat(arrives(there)).isTrue();

      ends.control("a2b.down = true\n");
      there.setSoTimeout(300);
      send(here, there.getLocalPort());
      assertThat(arrives(there)).isFalse();

      ends.control("");
      await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> {
            send(here, there.getLocalPort());
            return arrives(there);
          });
    }
  }

  @Test
  void aSignalEndsItRemovesTheDevicesAndSaysWhatWasDropped() throws Exception {
    ends.startLink("down = true\n");
    try (DatagramSocket here = ends.a().call(() -> bound(ends.addressA()))) {
      send(here, 9);
    }

    assertThat(ends.stopLink()).isZero();

    assertThat(ends.linkOutput()).containsPattern("a2b: 0 packets arrived, 0 lost, [1-9] cut");
    assertThat(ends.devices(ends.a())).doesNotContain("link0");
  }

  private record Measured(int answers, Duration shortest) {}

  /** Sends one every half millisecond, so that no buffer fills, and counts what comes back. */
  private Measured sendAndCount(DatagramSocket here, int count) throws Exception {
    CompletableFuture<Measured> measured = CompletableFuture.supplyAsync(() -> countAnswers(here));
    for (int i = 0; i < count; i++) {
      byte[] body = Long.toString(System.nanoTime()).getBytes(StandardCharsets.US_ASCII);
      here.send(new DatagramPacket(body, body.length, ends.addressB(), TwoNamespaces.PORT));
      TimeUnit.MICROSECONDS.sleep(500);
    }
    return measured.get(10, TimeUnit.SECONDS);
  }

  /** Until nothing comes for half a second. */
  private static Measured countAnswers(DatagramSocket socket) {
    int answers = 0;
    long shortestNanos = Long.MAX_VALUE;
    try {
      socket.setSoTimeout(500);
      DatagramPacket packet = new DatagramPacket(new byte[64], 64);
      while (true) {
        socket.receive(packet);
        long sentNanos =
            Long.parseLong(
                new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
        shortestNanos = Math.min(shortestNanos, System.nanoTime() - sentNanos);
        packet.setLength(64);
        answers++;
      }
    } catch (SocketTimeoutException _) {
      return new Measured(answers, Duration.ofNanos(shortestNanos));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void echo(DatagramSocket socket) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[64], 64);
      while (true) {
        socket.receive(packet);
        socket.send(packet);
        packet.setLength(64);
      }
    } catch (IOException _) {
      // closed by the test
    }
  }

  private void send(DatagramSocket from, int port) throws Exception {
    from.send(new DatagramPacket(new byte[1], 1, ends.addressB(), port));
  }

  private static boolean arrives(DatagramSocket socket) throws Exception {
    try {
      socket.receive(new DatagramPacket(new byte[64], 64));
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  private static DatagramSocket bound(InetAddress address) throws Exception {
    return new DatagramSocket(new InetSocketAddress(address, TwoNamespaces.PORT));
  }

  private static byte[] readAll(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
