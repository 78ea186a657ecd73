package io.drawbridge.gateway.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a whole ClientHello, then puts TLS with the right certificate in its place. */
final class ClientHelloHandler extends SslClientHelloHandler<ClientHello> {
  /** Real ones have less than 2 KiB, with keys that withstand quantum computers. */
  private static final int MAX_BYTES = 16 << 10;

  /** A fatal alert, no_application_protocol, as RFC 7301 wants it. */
  private static final byte[] NO_APPLICATION_PROTOCOL = {0x15, 3, 3, 0, 2, 2, 120};

  private final Supplier<Identities> identities;
  private final TlsCounts counts;
  private boolean refused;

  ClientHelloHandler(Supplier<Identities> identities, TlsCounts counts) {
    super(MAX_BYTES);
    this.identities = identities;
    this.counts = counts;
  }

  @Override
  protected Future<ClientHello> lookup(ChannelHandlerContext context, @Nullable ByteBuf hello) {
    ClientHello read = hello == null ? ClientHello.UNKNOWN : ClientHello.read(hello);
    return context.executor().newSucceededFuture(read);
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<ClientHello> future) {
    ClientHello hello = future.getNow();
    if (refused) {
      return;
    }
    if (hello.asksForAnother()) {
      refused = true;
      String text =
          hello.protocols().size()
              + " by ALPN (expected: one of "
              + ApplicationProtocol.NAMES
              + ")";
      counts.failed(TlsFailure.NO_PROTOCOL, context.channel(), text);
      context
          .writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    context
        .pipeline()
        .replace(
            this, context.name(), identities.get().newHandler(hello.serverName(), context.alloc()));
  }
}
