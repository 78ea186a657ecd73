package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.connection.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a balancer's header, notes whom it forwards, and leaves. At most a header's bytes and
 * one read are held; the time runs with that of CONNECT.
 */
final class ProxyHandler extends ByteToMessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(ProxyHandler.class);

  private final Arrivals arrivals;
  private final DoorCounts counts;

  ProxyHandler(Arrivals arrivals, DoorCounts counts) {
    this.arrivals = arrivals;
    this.counts = counts;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!context.channel().isActive()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      Optional<ProxyHeader> header = ProxyHeader.read(in);
      if (header.isPresent()) {
        arrived(context, in, header.get());
      }
    } catch (ProxyHeader.Wrong e) {
      log.debug("proxy {}: {}", context.channel().remoteAddress(), e.getMessage());
      counts.refusals().count(DoorRefusal.PROXY_HEADER);
      refuse(context, in);
    }
  }

  private void arrived(ChannelHandlerContext context, ByteBuf in, ProxyHeader header) {
    Channel channel = context.channel();
    header.source().ifPresent(client -> ClientAddress.told(channel, client));
    if (ClientAddress.of(channel) instanceof InetSocketAddress client
        && arrivals.arrived(channel, client)) {
      context.pipeline().remove(this); // which hands on what is left
    } else {
      refuse(context, in);
    }
  }

  private static void refuse(ChannelHandlerContext context, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    var _ = context.close();
  }
}
