package io.drawbridge.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
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
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A client of nothing but a socket: sends any bytes, reads frame by frame, waits 10 s at most. */
final class RawClient implements AutoCloseable {
  private static final int READ_TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private final ByteBuf received = Unpooled.buffer();

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** On a socket that is open, perhaps an encrypted one. */
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** What was received, copied. */
  record Received(FrameType type, int service, long seq, ByteString body, long pushIdLow) {}

  void bytes(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void frame(Consumer<ByteBuf> frame) throws IOException {
    ByteBuf out = Unpooled.buffer();
    frame.accept(out);
    bytes(ByteBufUtil.getBytes(out));
  }

  void control(FrameType type, MessageLite body) throws IOException {
    frame(out -> FrameWriter.control(out, type, body.toByteArray()));
  }

  Connected connect(Connect connect) throws Exception {
    control(FrameType.CONNECT, connect);
    return Connected.parseFrom(expect(FrameType.CONNECTED).body());
  }

  void upstream(int service, long seq, String body) throws IOException {
    frame(out -> FrameWriter.upstream(out, service, seq, 0, body.getBytes(StandardCharsets.UTF_8)));
  }

  Received expect(FrameType type) throws Exception {
    Received next = next();
    if (next.type() != type) {
      throw new AssertionError(next + " (expected: " + type + ") " + text(next));
    }
    return next;
  }

  Close expectClose() throws Exception {
    Close close = Close.parseFrom(expect(FrameType.CLOSE).body());
    expectSilentEnd(); // a reset, if the gateway was sent more behind its CLOSE
    return close;
  }

  /** The connection ends or is reset, and not a byte has come. */
  void expectSilentEnd() throws IOException {
    try {
      int next = socket.getInputStream().read();
      if (next >= 0) {
        throw new AssertionError("byte " + next + " (expected: the end, without a byte)");
      }
    } catch (SocketException e) {
      if (!"Connection reset".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  /** True when something has arrived that was not read yet. */
  boolean hasBytes() throws IOException {
    return received.isReadable() || socket.getInputStream().available() > 0;
  }

  Received next() throws IOException, ProtocolViolation {
    InputStream in = socket.getInputStream();
    byte[] chunk = new byte[64 << 10];
    while (!reader.next(received)) {
      int count = in.read(chunk);
      if (count < 0) {
        throw new AssertionError("the connection ended (expected: a frame)");
      }
      received.writeBytes(chunk, 0, count);
    }
    Frame frame = reader.frame();
    long pushId = frame.type() == FrameType.DOWNSTREAM ? frame.pushIdLow() : 0;
    return new Received(
        frame.type(), frame.service(), frame.seq(), ByteString.copyFrom(frame.bodyBytes()), pushId);
  }

  private static String text(Received received) throws Exception {
    return received.type() == FrameType.CLOSE ? Close.parseFrom(received.body()).getText() : "";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
