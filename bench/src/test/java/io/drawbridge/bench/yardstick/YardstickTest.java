package io.drawbridge.bench.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client may expect of a yardstick, held against both. */
class YardstickTest {
  private static final Map<Yardstick, Echo> ECHOES = new EnumMap<>(Yardstick.class);

  @TempDir static Path folder;

  @BeforeAll
  static void startBoth() throws Exception {
    for (Yardstick kind : Yardstick.values()) {
      ECHOES.put(kind, Echo.start(kind));
    }
  }

  @AfterAll
  static void endBoth() {
    ECHOES.values().forEach(Echo::close);
  }

  @ParameterizedTest
  @EnumSource
  void answersLikeAGateway(Yardstick kind) throws Exception {
    Echo echo = ECHOES.get(kind);
    try (Client client = echo.connect()) {
      client.send("0000000e 01 00 0000 0000000000000000 6869");
      assertThat(client.read())
          .isEqualTo(
              "000000a6020000000000000000000000" + HexFormat.of().formatHex(Bodies.CONNECTED));

      client.send("0000000c 09 00 0000 0000000000000000");
      assertThat(client.read()).isEqualTo("0000000c0a0000000000000000000000");

      client.send("0000000f 0c 00 0000 0000000000000000 08b41b");
      assertThat(client.read()).isEqualTo("0000000f0c000000000000000000000008b41b");
      assertThat(client.read()).isEqualTo("end");
    }
  }

  @ParameterizedTest
  @EnumSource
  void acknowledgesOnceForALaneWhatCameTogether(Yardstick kind) throws Exception {
    Echo echo = ECHOES.get(kind);
    try (Client client = echo.connect()) {
      client.send(
          "0000000d 04 00 0007 0000000000000001 61"
              + "0000000d 04 00 0007 0000000000000002 62"
              + "0000000c c8 00 0000 0000000000000000"
              + "0000000d 04 00 0008 0000000000000001 63");

      assertThat(client.read()).isEqualTo("0000000c050000070000000000000002");
      assertThat(client.read()).isEqualTo("0000000c050000080000000000000001");
    }
  }

  @ParameterizedTest
  @EnumSource
  void joinsFramesThatComeInPieces(Yardstick kind) throws Exception {
    Echo echo = ECHOES.get(kind);
    try (Client client = echo.connect()) {
      client.send("0000000c 09 00 0000 0000000000000000 000000");
      assertThat(client.read()).isEqualTo("0000000c0a0000000000000000000000");
      client.send("0e 04 00 0007 00000000");
      client.send("00000001 6869");

      assertThat(client.read()).isEqualTo("0000000c050000070000000000000001");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pushesToAllConnectedInTurn(Yardstick kind) throws Exception {
    Echo echo = ECHOES.get(kind);
    try (Client first = echo.connect();
        Client second = echo.connect();
        Client asker = echo.connect()) {
      for (Client client : List.of(first, second)) {
        client.send("0000000c 01 00 0000 0000000000000000");
        client.read();
      }
      asker.send(
          "00000020 80 00 0000 0000000000000000 000003e8 00000064 00000008 00000020 00000001");

      assertThat(asker.read()).isEqualTo("0000000c810000000000000000000064");
      for (Client client : List.of(first, second)) {
        for (int seq = 1; seq <= 50; seq++) {
          assertThat(client.read()).startsWith("0000003c07080000%016x".formatted(seq)).hasSize(128);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhoBreaksTheFrames(Yardstick kind) throws Exception {
    Echo echo = ECHOES.get(kind);
    try (Client client = echo.connect()) {
      client.send("00000003 09 00 0000 0000000000000000");

      assertThat(client.read()).isEqualTo("end");
    }
  }

  private record Echo(Child process, int port) implements AutoCloseable {
    static Echo start(Yardstick kind) throws Exception {
      int port = freePort();
      Child process =
          Child.start("echo", folder, Cores.ALL, kind.command(folder, "127.0.0.1", port, _ -> {}));
      process.awaitLine("ready", Duration.ofSeconds(20));
      return new Echo(process, port);
    }

    Client connect() throws IOException {
      return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private record Client(Socket socket) implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    Client {
      try {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void send(String hex) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
      out.flush();
    }

    /** The next frame in hex, or "end". */
    String read() throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      try {
        int length = in.readInt();
        byte[] frame = ByteBuffer.allocate(4 + length).putInt(length).array();
        in.readFully(frame, 4, length);
        return HexFormat.of().formatHex(frame);
      } catch (EOFException _) {
        return "end";
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
