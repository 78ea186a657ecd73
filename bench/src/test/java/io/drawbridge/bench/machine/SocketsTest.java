package io.drawbridge.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketsTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

  @Test
  void readsTheServersEndsOfEstablishedConnections() {
    String rest = " 00000000:00000000 00:00000000 00000000     0        0 ";
    List<String> table =
        List.of(
            HEAD,
            "   0: 0100627F:4268 00000000:0000 0A" + rest + "11 1 0 100 0 0 10 0",
            "   1: 0100627F:4268 0100637F:A0C8 01" + rest + "12 1 0 20 4 30 10 -1",
            "   2: 0100637F:A0C8 0100627F:4268 01" + rest + "13 1 0 20 4 30 10 -1",
            "   3: 0100627F:4268 0200637F:A0C8 06" + rest + "0 3 0");

    assertThat(Sockets.establishedAt(new InetSocketAddress("127.98.0.1", 17_000), table))
        .isEqualTo(Map.of("0100637F:A0C8", 12L));
  }

  @Test
  void findsARealOne() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());

      Map<String, Long> sockets =
          Sockets.establishedAt(
              new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));

      assertThat(sockets).hasSize(1);
      assertThat(Sockets.of(ProcessHandle.current().pid())).containsAll(sockets.values());
    }
  }
}
