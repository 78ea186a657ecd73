package io.drawbridge.gateway.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a client is: the other end of its socket, unless a proxy there has told. */
public final class ClientAddress {
  // An attribute, since it must survive a change of the loop and costs who is not proxied nothing.
  private static final AttributeKey<InetSocketAddress> TOLD =
      AttributeKey.valueOf(ClientAddress.class, "told");

  private ClientAddress() {}

  /** A proxy that may do so has told it. */
  public static void told(Channel channel, InetSocketAddress address) {
    channel.attr(TOLD).set(address);
  }

  /** True if a proxy has told it. */
  public static boolean isTold(Channel channel) {
    return channel.hasAttr(TOLD);
  }

  public static SocketAddress of(Channel channel) {
    return channel.hasAttr(TOLD) ? channel.attr(TOLD).get() : channel.remoteAddress();
  }
}
