package io.drawbridge.bench.run;

import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client that wants nothing but to be let in. */
final class FirstClient {
  private static final int READ_BYTES = 1_024;
  private static final int PATIENCE_MILLIS = 10_000;

  private final byte[] connect;

  FirstClient(String token) {
    ByteBuf frame = Unpooled.buffer();
    FrameWriter.control(
        frame,
        FrameType.CONNECT,
        Connect.newBuilder()
            .setProtocolVersion(1)
            .setToken(token)
            .setDevice("first")
            .setEpoch(1)
            .setConnectNumber(1)
            .build()
            .toByteArray());
    connect = new byte[frame.readableBytes()];
    frame.readBytes(connect);
  }

  /** Returns when it has its CONNECTED. */
  void enter(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.getOutputStream().write(connect);
    FrameType answer = firstFrame(socket.getInputStream());
    if (answer != FrameType.CONNECTED) {
      throw new IOException("first client: " + answer + " (expected: CONNECTED)");
    }
  }

  private static FrameType firstFrame(InputStream in) throws IOException {
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    ByteBuf received = Unpooled.buffer();
    byte[] bytes = new byte[READ_BYTES];
    try {
      while (!reader.next(received)) {
        int n = in.read(bytes);
        if (n < 0) {
          throw new IOException("first client: the gateway ended the connection");
        }
        received.writeBytes(bytes, 0, n);
      }
      return reader.frame().type();
    } catch (ProtocolViolation e) {
      throw new IOException("first client: " + e.getMessage(), e);
    }
  }
}
