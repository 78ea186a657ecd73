package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.tls.ApplicationProtocol;
import io.drawbridge.gateway.tls.Tls;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.gateway.websocket.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the transport by its first byte, puts its handlers before the client's and leaves.
 *
 * <pre>
 *   0x00  a frame: the upper byte of its length     0x16  TLS, inside of which it looks again
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
  private final Optional<Tls> tls;
  private final WebSocketRules webSockets;
  private final DoorCounts counts;
  private final Optional<FirstBytes> inside;

  private FirstBytes(
      Set<ClientTransport> transports, ClientDoor.Parts parts, Optional<FirstBytes> inside) {
    this.transports = Set.copyOf(transports);
    this.tls = parts.tls();
    this.webSockets = parts.webSockets();
    this.counts = parts.counts();
    this.inside = inside;
  }

  /** The first bytes on a socket, and those inside TLS. */
  static FirstBytes of(Set<ClientTransport> transports, ClientDoor.Parts parts) {
    FirstBytes inside = new FirstBytes(transports, parts, Optional.empty());
    return new FirstBytes(transports, parts, Optional.of(inside));
  }

  private boolean isInside() {
    return inside.isEmpty();
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
      case TLS -> encrypted(context, bytes);
      case HTTP -> messages(context, bytes);
      default -> refuse(context, bytes, DoorRefusal.NOT_A_CLIENT);
    }
  }

  private void frames(ChannelHandlerContext context, ByteBuf bytes) {
    ClientTransport transport = ClientTransport.frames(isInside());
    if (isTaken(transport, context, ApplicationProtocol.FRAMES)) {
      counts.transports().count(transport);
      leave(context, bytes);
    } else {
      refuse(context, bytes, DoorRefusal.TRANSPORT);
    }
  }

  private void messages(ChannelHandlerContext context, ByteBuf bytes) {
    ClientTransport transport = ClientTransport.messages(isInside());
    if (isTaken(transport, context, ApplicationProtocol.HTTP)) {
      counts.transports().count(transport);
      WebSocketUpgrade.begin(context.pipeline(), webSockets);
      leave(context, bytes);
    } else {
      refuse(context, bytes, DoorRefusal.TRANSPORT);
    }
  }

  private void encrypted(ChannelHandlerContext context, ByteBuf bytes) {
    boolean taken = transports.stream().anyMatch(ClientTransport::isSecure);
    if (inside.isEmpty() || !taken || tls.isEmpty()) {
      refuse(context, bytes, DoorRefusal.TRANSPORT);
      return;
    }
    context
        .pipeline()
        .addAfter(context.name(), "tls", tls.get().newHandler())
        .addAfter("tls", "inside", inside.get());
    leave(context, bytes);
  }

  /** Whoever agreed on a protocol by ALPN has to speak it, or two could be mixed up. */
  private boolean isTaken(
      ClientTransport transport, ChannelHandlerContext context, String protocol) {
    if (!transports.contains(transport)) {
      return false;
    }
    SslHandler encryption = isInside() ? context.pipeline().get(SslHandler.class) : null;
    String agreed = encryption == null ? null : encryption.applicationProtocol();
    return agreed == null || agreed.equals(protocol);
  }

  private void leave(ChannelHandlerContext context, ByteBuf bytes) {
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

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      tls.ifPresent(each -> each.counts().ended(handshake, context.channel()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException || cause instanceof IOException) {
      var _ = context.close(); // TLS has told its own failures as events
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
