package io.drawbridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A gateway that does what the test says: raw frames over real sockets, blocking. */
final class ScriptedGateway implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final ServerSocket listener;
  private final List<Visit> visits = new ArrayList<>();
  final String name;

  ScriptedGateway(String name) {
    this.name = name;
    try {
      listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits for the next connection. */
  Visit accept() throws IOException {
    Visit visit = new Visit(listener.accept());
    visits.add(visit); // a socket that nobody holds is closed by the garbage collector
    return visit;
  }

  /** Waits for the next connection and its CONNECT, and answers CONNECTED. */
  Visit welcome() throws IOException {
    Visit visit = accept();
    visit.expectConnect();
    visit.sendConnected(Limits.getDefaultInstance());
    return visit;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Visit visit : visits) {
      visit.socket.close();
    }
  }

  /** One connection. */
  static final class Visit {
    private final Socket socket;
    private final ByteBuf received = Unpooled.buffer();
    private final FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);

    private Visit(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
    }

    /** The next frame; PINGs in between are answered. */
    Frame next() throws IOException {
      try {
        while (true) {
          while (!reader.next(received)) {
            receive();
          }
          if (reader.frame().type() != FrameType.PING) {
            return reader.frame();
          }
          send(out -> FrameWriter.empty(out, FrameType.PONG));
        }
      } catch (ProtocolViolation e) {
        throw new AssertionError(e);
      }
    }

    Connect expectConnect() throws IOException {
      Frame frame = next();
      assertThat(frame.type()).isEqualTo(FrameType.CONNECT);
      return Connect.parseFrom(frame.bodyBytes());
    }

    /**
     * Expects UPSTREAM frames, written as {@code 1/7 text}, {@code again 1/7 text}, {@code void
     * 1/7}.
     */
    Visit expect(String... upstream) throws IOException {
      for (String expected : upstream) {
        assertThat(describe(next())).isEqualTo(expected);
      }
      return this;
    }

    /** Expects the client's CLOSE. */
    int expectClose() throws IOException {
      Frame frame = next();
      assertThat(frame.type()).isEqualTo(FrameType.CLOSE);
      return Close.parseFrom(frame.bodyBytes()).getCode();
    }

    /** True when nothing arrives for {@code millis}. */
    boolean isQuiet(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        return received.readableBytes() == 0 && socket.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout(TIMEOUT_MILLIS);
      }
    }

    Visit sendConnected(Limits limits) throws IOException {
      return sendConnected(Connected.newBuilder().setHeartbeatMillis(30_000).setLimits(limits));
    }

    Visit sendConnected(Connected.Builder facts) throws IOException {
      byte[] body = facts.build().toByteArray();
      return send(out -> FrameWriter.control(out, FrameType.CONNECTED, body));
    }

    Visit ack(int service, long seq) throws IOException {
      return send(out -> FrameWriter.upstreamAck(out, service, seq));
    }

    Visit nack(int service, long seq, NackReason reason, int retryMillis, boolean isFinal)
        throws IOException {
      UpstreamNack nack =
          UpstreamNack.newBuilder()
              .setReason(reason)
              .setRetryAfterMillis(retryMillis)
              .setFinal(isFinal)
              .setText("because")
              .build();
      return send(out -> FrameWriter.upstreamNack(out, service, seq, nack.toByteArray()));
    }

    Visit push(long seq, long id, String body) throws IOException {
      return send(out ->
          FrameWriter.downstream(
              out, seq, 0, id, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)));
    }

    Visit close(CloseReason reason) throws IOException {
      Close close = Close.newBuilder().setCode(reason.code()).setText("because").build();
      return send(out -> FrameWriter.control(out, FrameType.CLOSE, close.toByteArray()));
    }

    Visit send(Consumer<ByteBuf> frame) throws IOException {
      ByteBuf out = Unpooled.buffer();
      frame.accept(out);
      socket.getOutputStream().write(out.array(), 0, out.readableBytes());
      return this;
    }

    /** Reads {@code bytes} more and then resets the connection, wherever in a frame that is. */
    void cutAfter(int bytes) throws IOException {
      socket.getInputStream().readNBytes(bytes);
      cut();
    }

    void cut() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private void receive() throws IOException {
      byte[] chunk = new byte[64 << 10];
      int length = socket.getInputStream().read(chunk);
      if (length < 0) {
        throw new IOException("the client closed the connection");
      }
      received.discardReadBytes().writeBytes(chunk, 0, length);
    }

    private static String describe(Frame frame) {
      if (frame.type() != FrameType.UPSTREAM) {
        return frame.toString();
      }
      boolean isVoid = frame.has(FrameFlags.VOID);
      return (frame.has(FrameFlags.SENT_BEFORE) ? "again " : "")
          + (isVoid ? "void " : "")
          + frame.service()
          + "/"
          + frame.seq()
          + (isVoid ? "" : " " + new String(frame.bodyBytes(), StandardCharsets.UTF_8));
    }
  }
}
