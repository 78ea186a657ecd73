package io.drawbridge.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderSocketTest {
  private static final Duration READ_LIMIT = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @TempDir private Path home;
  private OrderSocket socket;

  @BeforeEach
  void listen() throws Exception {
    fleetFile(ProcessHandle.current().pid());
    socket = OrderSocket.listen(home, this::hear, READ_LIMIT);
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    socket.close();
  }

  @Test
  void anOrderIsHeardAndAnswered() throws Exception {
    assertThat(new OrderClient(home).give(Verb.KILL, "local-2/gw-1"))
        .isEqualTo(new Answer(0, "kill local-2/gw-1 \"done\"\nand more"));
    assertThat(heard).containsExactly("kill local-2/gw-1");
  }

  @Test
  void nobodyElseMayEnter() throws Exception {
    Path path = OrderSocket.path(home);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aKilledLaunchersSocketIsReplaced() throws Exception {
    try (OrderSocket second = OrderSocket.listen(home, _ -> new Answer(0, "second"), READ_LIMIT)) {
      assertThat(second).isNotNull();
      assertThat(new OrderClient(home).give(Verb.STOP, "gw-1").text()).isEqualTo("second");
    }
  }

  @Test
  void aLineWithoutEndIsNotCarriedOut() throws Exception {
    try (SocketChannel connection = connect()) {
      connection.write(ByteBuffer.wrap("kill gw-1".getBytes(StandardCharsets.US_ASCII)));
      connection.shutdownOutput();

      assertThat(answer(connection))
          .isEqualTo(new Answer(2, "line: ended after 9 bytes (expected: a line end)"));
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsNotCarriedOut() throws Exception {
    try (SocketChannel connection = connect()) {
      OrderLine.write(connection, "kill " + "x".repeat(300));

      assertThat(answer(connection))
          .isEqualTo(new Answer(2, "line: too long (expected: <= 256 bytes)"));
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void whoSaysNothingIsCutOff() throws Exception {
    Duration soon = Duration.ofMillis(100);
    try (OrderSocket _ = OrderSocket.listen(home, this::hear, soon);
        SocketChannel connection = connect()) {
      assertThatThrownBy(() -> answer(connection)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tooManyOrdersAtOnceAreRefused() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    for (int i = 0; i < OrderSocket.MAX_ORDERS; i++) {
      SocketChannel connection = connect();
      OrderLine.write(connection, "wait gw-" + i);
      waiting.add(connection);
    }
    await().until(() -> heard.size() == OrderSocket.MAX_ORDERS);

    assertThat(new OrderClient(home).give(Verb.KILL, "gw-1"))
        .isEqualTo(new Answer(1, "launcher: busy with 16 orders"));

    release.countDown();
    for (SocketChannel connection : waiting) {
      assertThat(answer(connection).code()).isZero();
      connection.close();
    }
    assertThat(new OrderClient(home).give(Verb.KILL, "gw-1").code()).isZero();
  }

  @Test
  void withoutAFleetOrWithADeadLauncherTheClientSaysSo() throws Exception {
    fleetFile(0);
    assertThatThrownBy(() -> new OrderClient(home).give(Verb.KILL, "gw-1"))
        .hasMessage(
            "the launcher, pid 0, is dead (expected: running; `drawbridge down` ends what it left)");

    new FleetFile(home).delete();
    assertThatThrownBy(() -> new OrderClient(home).give(Verb.KILL, "gw-1"))
        .hasMessage("no local fleet in " + home + " (`drawbridge up` starts one)");
  }

  private Answer hear(String order) {
    heard.add(order);
    if (order.startsWith("wait")) {
      try {
        release.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return new Answer(0, order + " \"done\"\nand more");
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(OrderSocket.path(home)));
  }

  private static Answer answer(SocketChannel connection) throws IOException {
    return OrderLine.answer(OrderLine.read(connection, 4096, LONG));
  }

  private void fleetFile(long launcher) throws IOException {
    new FleetFile(home)
        .write(
            new FleetDocument(
                1,
                7000,
                true,
                ProcessIdentity.of(launcher).orElse(new ProcessIdentity(launcher, 1)),
                new FleetDocument.Bootstrap("ipconfig.drawbridge.local", 7020),
                Map.of(),
                "token",
                List.of(),
                List.of()));
  }
}
