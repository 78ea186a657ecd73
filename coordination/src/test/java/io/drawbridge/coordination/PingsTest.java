package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What etcd is sent when nobody asks anything: it counts pings then, and ends the connection. */
class PingsTest {
  private static final int HTTP2_PREFACE_BYTES = 24;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};

  /** Longer than the 10 s between pings, which gRPC lets nobody shorten. */
  private static final Duration IDLE = Duration.ofSeconds(12);

  private final List<Integer> frames = new CopyOnWriteArrayList<>();

  @Test
  void noConnectionIsPingedWhileNothingIsAsked() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread reader = Thread.ofVirtual().start(() -> serve(server));
      URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
      try (Coordination coordination = Coordination.with(List.of(endpoint))) {
        assertThat(failsToRead(coordination)).as("this server answers no call").isTrue();
        await("a connection").until(() -> frames.contains(SETTINGS));
        frames.clear();
        TimeUnit.NANOSECONDS.sleep(IDLE.toNanos()); // the absence of a ping takes its time
        assertThat(frames).as("frames of an idle connection").doesNotContain(PING);
        assertThat(reader.isAlive()).as("who would have seen one").isTrue();
      }
      reader.join(); // the connection's end ends it
    }
  }

  private static boolean failsToRead(Coordination coordination) {
    try {
      return coordination.document("/doc").read() == null;
    } catch (CoordinationException e) {
      return true;
    }
  }

  /** Takes one connection and notes the types of its frames until it ends. */
  private void serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(EMPTY_SETTINGS);
      in.skipNBytes(HTTP2_PREFACE_BYTES);
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.skipNBytes(Integer.BYTES + length);
        frames.add(type);
        if (type == SETTINGS && flags != ACK) {
          out.write(new byte[] {0, 0, 0, SETTINGS, ACK, 0, 0, 0, 0});
        }
      }
    } catch (IOException e) {
      // the client has left
    }
  }
}
