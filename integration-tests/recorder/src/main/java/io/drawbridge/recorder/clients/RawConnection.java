package io.drawbridge.recorder.clients;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * One connection of nothing but frames, which says CONNECT, writes down whether it is in, and reads
 * until its end. Threads: any; it reads on a virtual one.
 */
final class RawConnection implements AutoCloseable {
  private static final int DIAL_MILLIS = 5_000;
  private static final int ANSWER_SECONDS = 10;

  private final Socket socket = new Socket();
  private final int client;
  private final Recorder recorder;
  private final CompletableFuture<Connected> connected = new CompletableFuture<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final long startNanos = System.nanoTime();
  private volatile boolean over;

  private RawConnection(int client, Recorder recorder) {
    this.client = client;
    this.recorder = recorder;
  }

  static RawConnection open(InetSocketAddress gateway, int client, Recorder recorder)
      throws IOException {
    RawConnection connection = new RawConnection(client, recorder);
    connection.socket.connect(gateway, DIAL_MILLIS);
    var _ = Thread.ofVirtual().start(connection::read);
    return connection;
  }

  /** Always true: it was sent. */
  boolean connect(Connect.Builder connect) {
    write(FrameType.CONNECT, connect.build().toByteArray());
    return true;
  }

  Connected awaitConnected() {
    return connected.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isConnected() {
    return connected.isDone() && !connected.isCompletedExceptionally() && !over;
  }

  boolean isOver() {
    return over;
  }

  /** Of a connection that {@link #isConnected} or was. */
  ByteString session() {
    return connected.join().getSession();
  }

  /** What it has heard, and when, counted from its start. */
  String story() {
    return String.join(", ", heard);
  }

  private void note(String what) {
    heard.add(what + " after " + (System.nanoTime() - startNanos) / 1_000 + " us");
  }

  private void read() {
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    ByteBuf received = Unpooled.buffer();
    byte[] chunk = new byte[4 << 10];
    try {
      InputStream in = socket.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        received.writeBytes(chunk, 0, count);
        while (reader.next(received)) {
          take(reader.frame());
        }
      }
    } catch (IOException | ProtocolViolation e) {
      note("ended by " + e);
    }
    end();
  }

  private void take(Frame frame) throws IOException {
    if (frame.type() == FrameType.CONNECTED) {
      Connected facts = Connected.parseFrom(frame.bodyBytes());
      ByteBuffer session = facts.getSession().asReadOnlyByteBuffer();
      note((facts.getResumed() ? "resumed " : "began ") + Race.named(facts.getSession()));
      int resumed = facts.getResumed() ? 1 : 0;
      recorder.write(Kind.CONNECTED, client, resumed, 0, session.getLong(), session.getLong());
      connected.complete(facts);
    } else if (frame.type() == FrameType.CLOSE) {
      Close close = Close.parseFrom(frame.bodyBytes());
      note("closed by " + close.getCode() + " (" + close.getText() + ")");
      end();
    }
  }

  private synchronized void end() {
    if (!over && isConnected()) {
      recorder.write(Kind.LOST, client, 0, 0);
    }
    over = true;
    connected.completeExceptionally(new CompletionException("the connection ended", null));
  }

  private void write(FrameType type, byte[] body) {
    ByteBuf out = Unpooled.buffer();
    FrameWriter.control(out, type, body);
    try {
      socket.getOutputStream().write(ByteBufUtil.getBytes(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends without a word, as a lost network does. */
  void drop() {
    end();
    Wire.reset(socket);
  }

  /** Says goodbye, if it is in: its session is not to be kept. */
  @Override
  public void close() throws IOException {
    if (isConnected()) {
      int code = CloseReason.CLIENT_LEFT.code();
      write(FrameType.CLOSE, Close.newBuilder().setCode(code).build().toByteArray());
      end();
    }
    socket.close();
  }
}
