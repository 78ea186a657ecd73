package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes frames as clients do: masked, right or wrong as the test wants them. */
final class ClientFrames {
  static final int FIN = 0x80;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int MASK = 0x37fa213d; // that of RFC 6455's examples

  private ClientFrames() {}

  static ByteBuf binary(ByteBuf out, byte[] payload) {
    return frame(out, FIN | BINARY, payload);
  }

  static ByteBuf frame(int first, String payload) {
    return frame(Unpooled.buffer(), first, payload.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuf frame(ByteBuf out, int first, byte[] payload) {
    int lengthBytes = payload.length < 126 ? 0 : payload.length <= 0xffff ? 2 : 8;
    return frame(out, first, payload, lengthBytes);
  }

  /** With a length of 0, 2 or 8 more bytes, whether or not it needs them. */
  static ByteBuf frame(ByteBuf out, int first, byte[] payload, int lengthBytes) {
    out.writeByte(first);
    switch (lengthBytes) {
      case 0 -> out.writeByte(0x80 | payload.length);
      case 2 -> out.writeByte(0x80 | 126).writeShort(payload.length);
      default -> out.writeByte(0x80 | 127).writeLong(payload.length);
    }
    out.writeInt(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.writeByte(payload[i] ^ (MASK >>> (24 - 8 * (i % 4))));
    }
    return out;
  }

  static ByteBuf close(int code, byte[] reason) {
    ByteBuf payload = Unpooled.buffer().writeShort(code).writeBytes(reason);
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    return frame(Unpooled.buffer(), FIN | CLOSE, bytes);
  }
}
