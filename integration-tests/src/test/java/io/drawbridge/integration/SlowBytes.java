package io.drawbridge.integration;

import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that say what a client says first, a byte a second, and begin again when they are cut;
 * for a while, and then until the last is cut. Threads: one.
 */
final class SlowBytes implements Callable<Map<SlowBytes.Kind, List<Double>>> {
  private static final int EACH_KIND = 20;
  private static final int LONGEST_BYTES = 200;
  private static final long BYTE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_AGAIN_MILLIS = 50;

  /** Who is not cut within this has won. */
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(40);

  /** What they begin to say; nobody gets far. */
  enum Kind {
    /** A frame that says who they are. */
    NATIVE,
    /** A ClientHello of TLS. */
    TLS,
    /** The request for a WebSocket. */
    WEBSOCKET;

    private byte[] beginning() {
      byte[] bytes =
          switch (this) {
            case NATIVE -> frame();
            case TLS -> HexFormat.of().parseHex("16030101fc010001f80303");
            case WEBSOCKET ->
                "GET /v1 HTTP/1.1\r\nHost: gateway\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
          };
      return Arrays.copyOf(bytes, LONGEST_BYTES);
    }

    private static byte[] frame() {
      ByteBuf frame = Unpooled.buffer();
      FrameWriter.control(frame, FrameType.CONNECT, new byte[4_000]);
      return ByteBufUtil.getBytes(frame);
    }
  }

  private final Duration time;
  private final Map<Kind, List<Double>> cutAfterSeconds = new EnumMap<>(Kind.class);

  SlowBytes(Duration time) {
    this.time = time;
  }

  /** How long each connection was let be, in seconds. */
  @Override
  public Map<Kind, List<Double>> call() throws Exception {
    List<Client> clients = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      cutAfterSeconds.put(kind, new ArrayList<>());
      for (int i = 0; i < EACH_KIND; i++) {
        clients.add(new Client(kind));
      }
    }
    long endNanos = System.nanoTime() + time.toNanos();
    while (clients.stream().anyMatch(Client::isConnected)) {
      boolean again = System.nanoTime() - endNanos < 0;
      for (Client client : clients) {
        client.look(again);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    return cutAfterSeconds;
  }

  /** One of them. */
  private final class Client {
    private final Kind kind;
    private final byte[] beginning;
    private @Nullable SocketChannel socket;
    private long openedNanos;
    private int sent;

    Client(Kind kind) throws IOException {
      this.kind = kind;
      beginning = kind.beginning();
      open();
    }

    private void open() throws IOException {
      SocketChannel opened = SocketChannel.open();
      opened.bind(new InetSocketAddress(FloodScene.FLOODING, 0));
      opened.connect(FloodScene.DOOR);
      opened.configureBlocking(false);
      socket = opened;
      openedNanos = System.nanoTime();
      sent = 0;
    }

    boolean isConnected() {
      return socket != null;
    }

    void look(boolean again) throws IOException {
      SocketChannel open = socket;
      if (open == null) {
        return;
      }
      long nanos = System.nanoTime() - openedNanos;
      if (nanos > GIVE_UP_NANOS) {
        throw new IOException(kind + ": not cut within " + nanos / 1_000_000_000 + " s");
      }
      if (!isCut(open) && sent * BYTE_EVERY_NANOS <= nanos) {
        send(open);
      }
      if (isCut(open)) {
        open.close();
        cutAfterSeconds.get(kind).add(nanos / 1e9);
        socket = null;
        if (again) {
          open();
        }
      }
    }

    private void send(SocketChannel open) {
      try {
        open.write(ByteBuffer.wrap(beginning, sent++, 1));
      } catch (IOException _) {
        // The next look says that it is cut.
      }
    }

    /** Nothing that it is told counts: it does not read on purpose. */
    private static boolean isCut(SocketChannel open) {
      try {
        return open.read(ByteBuffer.allocate(1_024)) < 0;
      } catch (IOException _) {
        return true;
      }
    }
  }
}
