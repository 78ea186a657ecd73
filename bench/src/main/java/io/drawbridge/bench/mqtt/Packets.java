package io.drawbridge.bench.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The packets of MQTT 3.1.1 that a client of a bench sends, and how long received ones are.
 *
 * <pre>  type and flags u8 | remaining length, 7 bits a byte, low ones first | remaining bytes
 * </pre>
 */
final class Packets {
  static final int CONNACK = 2;
  static final int PUBACK = 4;
  static final int PINGRESP = 13;

  private static final int CONNECT = 0x10;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int DISCONNECT = 0xe0;
  private static final byte[] PROTOCOL = {0, 4, 'M', 'Q', 'T', 'T', 4};
  private static final int CLEAN_SESSION = 2;
  private static final byte[] TOPIC = {0, 5, 'b', 'e', 'n', 'c', 'h'};

  private Packets() {}

  /** Of a client without a past, which need not ping. */
  static void connect(ByteBuf out, String client) {
    byte[] id = client.getBytes(StandardCharsets.US_ASCII);
    out.writeByte(CONNECT).writeByte(PROTOCOL.length + 1 + 2 + 2 + id.length);
    out.writeBytes(PROTOCOL).writeByte(CLEAN_SESSION).writeShort(0);
    out.writeShort(id.length).writeBytes(id);
  }

  /** To a topic that nobody reads, to be acknowledged; {@code body} has less than 100 bytes. */
  static void publish(ByteBuf out, int id, byte[] body) {
    out.writeByte(PUBLISH_QOS_1).writeByte(TOPIC.length + 2 + body.length);
    out.writeBytes(TOPIC).writeShort(id).writeBytes(body);
  }

  static void disconnect(ByteBuf out) {
    out.writeByte(DISCONNECT).writeByte(0);
  }

  /** Bytes of the packet at the reader index, 0 while that is not whole; brokers' are short. */
  static int whole(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return 0;
    }
    int remaining = in.getByte(in.readerIndex() + 1);
    if (remaining < 0) {
      throw new IllegalStateException(
          "packet: " + ByteBufUtil.hexDump(in) + " (expected: less than 128 bytes)");
    }
    return in.readableBytes() < 2 + remaining ? 0 : 2 + remaining;
  }
}
