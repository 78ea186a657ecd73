package io.drawbridge.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;

/**
 * Chooses the transport by its first byte, puts its handlers before the client's and leaves.
 *
 * <pre>
 *   0x00  a frame: the upper byte of its length     0x16  TLS: a handshake record
 *   'G'   HTTP: the upgrade to a WebSocket          else  closed
 * </pre>
 *
 * Until then nothing is written to the socket, since nobody there would understand a CLOSE: what is
 * written counts as written. It has no state but its door's; one serves all connections.
 */
@Sharable
final class FirstBytes extends ChannelDuplexHandler {
  private static final byte FRAME = 0x00;
  private static final byte TLS = 0x16;
  private static final byte HTTP = 'G';

  private final Set<ClientTransport> transports;
  private final DoorCounts counts;

  FirstBytes(Set<ClientTransport> transports, DoorCounts counts) {
    this.transports = Set.copyOf(transports);
    this.counts = counts;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable() || !context.channel().isActive()) {
      bytes.release();
      return;
    }
    switch (bytes.getByte(bytes.readerIndex())) {
      case FRAME -> frames(context, bytes);
      case TLS, HTTP -> refuse(context, bytes, DoorRefusal.TRANSPORT);
      default -> refuse(context, bytes, DoorRefusal.NOT_A_CLIENT);
    }
  }

  private void frames(ChannelHandlerContext context, ByteBuf bytes) {
    if (!transports.contains(ClientTransport.TCP)) {
      refuse(context, bytes, DoorRefusal.TRANSPORT);
      return;
    }
    counts.transports().count(ClientTransport.TCP);
    context.pipeline().remove(this);
    context.fireChannelRead(bytes);
  }

  private void refuse(ChannelHandlerContext context, ByteBuf bytes, DoorRefusal why) {
    bytes.release();
    counts.refusals().count(why);
    var _ = context.close();
  }

  /** Drops it. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ReferenceCountUtil.release(message);
    promise.trySuccess();
  }
}
