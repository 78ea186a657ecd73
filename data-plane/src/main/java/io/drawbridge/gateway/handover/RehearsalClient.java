package io.drawbridge.gateway.handover;

import com.google.protobuf.ByteString;
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
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A client of a rehearsal: says one message and a PING, and waits for their answers. */
final class RehearsalClient implements AutoCloseable {
  private static final int ANSWERS_WITHIN_MILLIS = 10_000;
  private static final byte[] BODY = new byte[100];

  private final Socket socket;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private final ByteBuf received = Unpooled.buffer();
  private final byte[] chunk = new byte[1 << 10];
  private long seq;

  RehearsalClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWERS_WITHIN_MILLIS);
  }

  /** Of the client with this number. */
  static ByteString sessionId(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0).putLong(number).flip());
  }

  void say() throws IOException {
    ByteBuf out = Unpooled.buffer();
    FrameWriter.upstream(out, RehearsalBusiness.SERVICE, ++seq, 0, BODY);
    FrameWriter.control(out, FrameType.PING, new byte[0]);
    socket.getOutputStream().write(ByteBufUtil.getBytes(out));
  }

  /** Returns when both answers have come. */
  void hear() throws IOException {
    boolean acked = false;
    boolean ponged = false;
    while (!acked || !ponged) {
      FrameType type = next();
      acked |= type == FrameType.UPSTREAM_ACK || type == FrameType.UPSTREAM_NACK;
      ponged |= type == FrameType.PONG;
    }
  }

  private FrameType next() throws IOException {
    try {
      while (!reader.next(received)) {
        received.discardReadBytes();
        int count = socket.getInputStream().read(chunk);
        if (count < 0) {
          throw new IOException("a client of our own was closed");
        }
        received.writeBytes(chunk, 0, count);
      }
      return reader.frame().type();
    } catch (ProtocolViolation e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It was ours alone.
    }
  }
}
