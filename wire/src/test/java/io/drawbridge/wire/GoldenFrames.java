package io.drawbridge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One frame of every type and flag, and its bytes in {@code golden/NAME.hex}. */
final class GoldenFrames {
  private static final byte[] BODY = "hi".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NO_BODY = {};

  private GoldenFrames() {}

  static Map<String, Consumer<ByteBuf>> fromClient() {
    Map<String, Consumer<ByteBuf>> frames = new LinkedHashMap<>();
    frames.put("connect", out -> FrameWriter.control(out, FrameType.CONNECT, BODY));
    frames.put("auth", out -> FrameWriter.control(out, FrameType.AUTH, BODY));
    frames.put("upstream", out -> FrameWriter.upstream(out, 7, 100, 0, BODY));
    frames.put(
        "upstream-sent-before",
        out -> FrameWriter.upstream(out, 7, Frame.MAX_SEQ, FrameFlags.SENT_BEFORE, NO_BODY));
    frames.put("upstream-void", out -> FrameWriter.voidUpstream(out, 65535, 101, 0));
    frames.put("upstream-trace", GoldenFrames::upstreamWithTrace);
    frames.put("downstream-ack", out -> FrameWriter.downstreamAck(out, 42));
    frames.put("ping", out -> FrameWriter.empty(out, FrameType.PING));
    frames.put("cursor", out -> FrameWriter.cursor(out, 1, 2));
    frames.put("close", out -> FrameWriter.control(out, FrameType.CLOSE, BODY));
    return frames;
  }

  static Map<String, Consumer<ByteBuf>> fromGateway() {
    Map<String, Consumer<ByteBuf>> frames = new LinkedHashMap<>();
    ByteBuf body = Unpooled.wrappedBuffer(BODY);
    frames.put("connected", out -> FrameWriter.control(out, FrameType.CONNECTED, BODY));
    frames.put("upstream-ack", out -> FrameWriter.upstreamAck(out, 7, 102));
    frames.put(
        "upstream-ack-state", out -> FrameWriter.upstreamAck(out, 7, 102, LaneState.of(3, 240)));
    frames.put("upstream-nack", out -> FrameWriter.upstreamNack(out, 7, 103, BODY));
    frames.put("downstream", out -> FrameWriter.downstream(out, 42, 1, 2, body));
    frames.put("downstream-unnumbered", out -> FrameWriter.downstream(out, 0, 1, 2, body));
    frames.put(
        "downstream-reply", out -> FrameWriter.reply(out, 43, new PushId(3, 4), 7, 102, body));
    frames.put("downstream-durable", GoldenFrames::durable);
    frames.put("pong", out -> FrameWriter.empty(out, FrameType.PONG));
    frames.put("pong-state", out -> FrameWriter.pong(out, LaneState.of(LaneState.ALL_TIERS, 60)));
    frames.put("goaway", out -> FrameWriter.control(out, FrameType.GOAWAY, BODY));
    return frames;
  }

  static byte[] golden(String name) {
    try (InputStream in = GoldenFrames.class.getResourceAsStream("/golden/" + name + ".hex")) {
      if (in == null) {
        throw new AssertionError("golden/" + name + ".hex is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("#.*|\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Consumer<ByteBuf> frame) {
    ByteBuf out = Unpooled.buffer();
    frame.accept(out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static void upstreamWithTrace(ByteBuf out) {
    FrameWriter.header(out, FrameType.UPSTREAM, FrameFlags.TRACE, 7, 104, 24 + BODY.length);
    out.writeLong(1).writeLong(2).writeLong(3).writeBytes(BODY);
  }

  /** All prefixes at once, in their order. */
  private static void durable(ByteBuf out) {
    int flags = FrameFlags.TRACE | FrameFlags.PUSH_ID | FrameFlags.MAILBOX_ID | FrameFlags.REPLY;
    FrameWriter.header(out, FrameType.DOWNSTREAM, flags, 0, 44, 66 + BODY.length);
    out.writeLong(1).writeLong(2).writeLong(3);
    out.writeLong(4).writeLong(5);
    out.writeLong(6).writeLong(7);
    out.writeShort(8).writeLong(9);
    out.writeBytes(BODY);
  }
}
