package io.drawbridge.bench.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** One client. On the loop. */
final class MqttClient extends ChannelInboundHandlerAdapter {
  private static final int FIRST_BUFFER_BYTES = 256;

  /** Ids of packets are 1 to this; a broker answers long before they come round again. */
  private static final int IDS = 1 << 12;

  private final MqttLoad load;
  private final String name;
  private final long[] dueNanos;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf gathered;
  private int sent;

  MqttClient(MqttLoad load, String name, boolean publishes) {
    this.load = load;
    this.name = name;
    this.dueNanos = new long[publishes ? IDS : 0];
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    Packets.connect(out(opened), name);
    flush();
  }

  /** One message that was due at {@code nanos}; it leaves with {@link #flush}. */
  void send(long nanos, byte[] body) {
    ChannelHandlerContext at = context;
    if (at != null) {
      sent = sent % (IDS - 1) + 1;
      dueNanos[sent] = nanos;
      Packets.publish(out(at), sent, body);
    }
  }

  void leave() {
    ChannelHandlerContext at = context;
    if (at != null) {
      Packets.disconnect(out(at));
      flush();
    }
  }

  /** Writes what was gathered. */
  void flush() {
    ByteBuf out = gathered;
    ChannelHandlerContext at = context;
    if (out != null && at != null) {
      gathered = null;
      var _ = at.writeAndFlush(out, at.voidPromise());
    }
  }

  private ByteBuf out(ChannelHandlerContext at) {
    ByteBuf out = gathered;
    if (out == null) {
      out = at.alloc().directBuffer(FIRST_BUFFER_BYTES);
      gathered = out;
    }
    return out;
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    ByteBuf in = (ByteBuf) message;
    ByteBuf before = partial;
    if (before != null) {
      partial = null;
      in = before.writeBytes(in);
      ((ByteBuf) message).release();
    }
    for (int bytes = Packets.whole(in); bytes > 0; bytes = Packets.whole(in)) {
      handle(in);
      in.skipBytes(bytes);
    }
    if (in.isReadable()) {
      partial = at.alloc().buffer().writeBytes(in);
    }
    in.release();
  }

  private void handle(ByteBuf in) {
    int start = in.readerIndex();
    switch (in.getUnsignedByte(start) >> 4) {
      case Packets.CONNACK -> load.connected(this, in.getByte(start + 3));
      case Packets.PUBACK -> load.answered(this, dueNanos[in.getUnsignedShort(start + 2)]);
      case Packets.PINGRESP -> {}
      default -> load.failed("packet of type " + (in.getUnsignedByte(start) >> 4));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    ByteBuf rest = partial;
    partial = null;
    if (rest != null) {
      rest.release();
    }
    load.gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    load.failed("a socket failed: " + cause.getMessage());
    var _ = at.close();
  }
}
